import { redacted } from "../redact.ts";
import { ToolError } from "../tool-error.ts";

/**
 * Throws a `ToolError` when a text would write the word that stands for a secret over the secret itself: the model was not
 * shown what the file holds.
 */
export function refuseRedacted(
  text: string,
  original: string,
  { path, redact }: { path: string; redact: (text: string) => string },
): void {
  if (!text.includes(redacted) || original.includes(redacted)) return;
  if (redact(original) === original) return;
  const message = `The new text for ${path} has "${redacted}", which stands for a secret in the file that is not shown. Edit the lines around it, or change it with a command.`;
  throw new ToolError("invalid", message, { path });
}
