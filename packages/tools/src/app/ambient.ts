/** Environment variables by name, as `process.env` has them. */
export type Variables = Record<string, string | undefined>;

/** What a program is started with. Nothing here reads it by itself: the application passes it in. */
export interface Ambient {
  env: Variables;
  /** The person's home folder, absolute: what `~` means. */
  home: string;
  /** The folder that the program was started in, absolute: where relative paths begin. */
  cwd: string;
}
