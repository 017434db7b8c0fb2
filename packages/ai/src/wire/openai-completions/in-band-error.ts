import type { AiError } from "../../error.ts";
import type { Compat } from "../../model.ts";
import { errorFromParts } from "../../vendor-error.ts";
import { arrayField, type Fields, numberField, recordField, recordOf } from "../fields.ts";

/** The error that a chunk, or the whole body of a successful response, carries in the place of an answer. */
export function errorIn(chunk: Fields, compat: Compat, provider: string): AiError | undefined {
  if (chunk.error) return errorOf(chunk, recordField(chunk, "error"), provider);
  if (chunk.object === "error") return errorOf(chunk, chunk, provider); // vLLM
  const choice = recordOf(arrayField(chunk, "choices")[0]);
  if (choice.error) return errorOf(choice, recordField(choice, "error"), provider); // OpenRouter
  if (compat.errorInBody === undefined) return undefined;
  const result = recordField(chunk, compat.errorInBody);
  const failed = (numberField(result, "status_code") ?? 0) !== 0;
  return failed ? errorFromParts({ body: result, provider }) : undefined;
}

/** Gateways put the HTTP status that they were given into `code`. */
function errorOf(body: Fields, detail: Fields, provider: string): AiError {
  const code = numberField(detail, "code");
  const isStatus = code !== undefined && code >= 400 && code < 600;
  return errorFromParts({ body, provider, ...(isStatus && { status: code }) });
}
