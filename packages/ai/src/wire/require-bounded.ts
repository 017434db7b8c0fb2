import { AiError } from "../error.ts";

/** UTF-16 units. No vendor's event or body comes near. */
const longestText = 128 * 1024 * 1024;

/**
 * A server that never ends an event or a body must not fill the memory.
 *
 * @throws AiError `server` when what is held has become too long.
 */
export function requireBounded(length: number): void {
  if (length <= longestText) return;
  throw new AiError("server", "The server sent more than 128 MB without coming to an end.", {
    retryable: false,
  });
}
