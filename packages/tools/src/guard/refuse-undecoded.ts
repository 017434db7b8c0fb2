import { isUtf8 } from "node:buffer";
import { bufferOf } from "../buffer-of.ts";
import { ToolError } from "../tool-error.ts";

/** What bytes are shown as that are not UTF-8. */
const replacement = "\ufffd";

/**
 * Throws a `ToolError` when a text would write the character that stands for undecodable bytes over those bytes: the model
 * was not shown what the file holds.
 */
export function refuseUndecoded(text: Uint8Array, original: Uint8Array, path: string): void {
  if (!bufferOf(text).includes(replacement) || isUtf8(original)) return;
  const message = `The new text for ${path} has "${replacement}", which stands for bytes in the file that are not UTF-8. Edit the lines around them, or convert the file first, for example with iconv -f latin1 -t utf-8.`;
  throw new ToolError("invalid", message, { path });
}
