/**
 * The root of pi-ai as hosts of any version know it, for `./register`: until 0.55 the OAuth functions were exported there,
 * and not from an entry of their own.
 */
export * from "./index.ts";
export * from "./oauth.ts";
