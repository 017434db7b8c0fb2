import { AiError } from "../error.ts";

/**
 * Imports a vendor's SDK, which is an optional peer dependency.
 *
 * @throws AiError `sdk_missing` when exactly this package is not installed; any other failure to load passes through.
 */
export async function loadSdk<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    if (!isMissing(name, cause)) throw cause;
    throw new AiError(
      "sdk_missing",
      `The package "${name}" is needed for this model and is not installed. Run: npm install ${name}`,
      { cause },
    );
  }
}

/** Node has no field for the missing package's name; its message quotes the name. A missing dependency of the SDK is quoted by its own. */
function isMissing(name: string, cause: unknown): boolean {
  return (
    cause instanceof Error &&
    "code" in cause &&
    cause.code === "ERR_MODULE_NOT_FOUND" &&
    cause.message.includes(`'${name}'`)
  );
}
