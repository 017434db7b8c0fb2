import { fromPiContext } from "../adapters/pi-context.ts";
import type {
  PiContext,
  PiModel,
  PiSimpleStreamOptions,
  PiStreamFunction,
} from "../adapters/pi-types.ts";
import { createArgentStreamSimple } from "../adapters/stream-simple.ts";
import { compareRequests } from "../shadow/compare-requests.ts";
import { foreignThoughtsIn } from "../shadow/foreign-thoughts.ts";
import { formatShadowReport } from "../shadow/shadow-report.ts";
import { builtInProvider } from "./built-in-provider.ts";
import { getEnvApiKey } from "./env-api-keys.ts";
import { fromRawOptions } from "./raw-options.ts";

let requests = 0;

/**
 * A stream function of the real pi-ai that also says, on standard error, what Argent would have sent otherwise. The
 * vendor is called once: by Pi.
 */
export function shadowed(
  stream: PiStreamFunction,
  toSimpleOptions: (api: string, options: PiSimpleStreamOptions) => PiSimpleStreamOptions = asIs,
): PiStreamFunction {
  return (model, context, options = {}) =>
    stream(model, context, {
      ...options,
      async onPayload(payload, about) {
        await report(model, context, toSimpleOptions(model.api, options), payload);
        return await options.onPayload?.(payload, about);
      },
    });
}

/** For functions that take the options of a single API. */
export function shadowedRaw(stream: PiStreamFunction): PiStreamFunction {
  return shadowed(stream, fromRawOptions);
}

const asIs = (_: string, options: PiSimpleStreamOptions) => options;

/** Compares what Pi built before the host changed it, as Argent's has not been changed either. */
async function report(
  model: PiModel,
  context: PiContext,
  options: PiSimpleStreamOptions,
  payload: unknown,
): Promise<void> {
  const request = ++requests;
  const argent = await argentPayload(model, context, options);
  const { messages } = fromPiContext(context);
  const compared =
    "failure" in argent
      ? { differences: [], accepted: [], failure: argent.failure }
      : compareRequests({
          api: model.api,
          pi: payload,
          argent: argent.payload,
          session: { foreignThoughts: foreignThoughtsIn(messages, model) },
        });
  if (compared.differences.length === 0 && !("failure" in compared)) return;
  const { sessionId: sessionKey = "without an id" } = options;
  const text = formatShadowReport({ runId: "", sessionKey, request, api: model.api, ...compared });
  process.stderr.write(`argent: ${text}\n`);
}

async function argentPayload(
  model: PiModel,
  context: PiContext,
  options: PiSimpleStreamOptions,
): Promise<{ payload: unknown } | { failure: string }> {
  const seen: unknown[] = [];
  const apiKey = options.apiKey || getEnvApiKey(model.provider);
  const stream = createArgentStreamSimple(builtInProvider(Boolean(options.apiKey)));
  try {
    const answer = await stream(model, context, {
      ...options,
      apiKey,
      maxRetries: 0,
      onPayload(built) {
        seen.push(structuredClone(built));
        throw new Error("The request was only built to be compared.");
      },
    }).result();
    const { errorMessage = "Argent built no request." } = answer;
    return seen.length > 0 ? { payload: seen[0] } : { failure: errorMessage };
  } catch (cause) {
    return { failure: cause instanceof Error ? cause.message : String(cause) };
  }
}
