import type { Provider } from "@argent/ai";
import { fromPiSource } from "../adapters/from-pi-stream.ts";
import { toPiContext } from "../adapters/pi-context.ts";
import { toPiModel } from "../adapters/pi-model.ts";
import type { PiModel, PiSimpleStreamOptions, PiStreamFunction } from "../adapters/pi-types.ts";
import { toPiOptions } from "../adapters/turn-request.ts";
import type { InstalledPi } from "./load-pi.ts";

/** The caller's keys and endpoints, in place of those that Pi finds by itself. */
export interface PiRequestsOptions {
  /** The key of a provider, for requests that bring none. */
  apiKey?: ((provider: string) => string | undefined) | undefined;
  /** Endpoints by provider, in place of their models' own. */
  baseUrls?: Readonly<Record<string, string>> | undefined;
  /** Told of every request before it is sent. */
  onPayload?: ((payload: unknown, model: PiModel) => void | Promise<void>) | undefined;
}

/** Pi's `streamSimple` with the caller's keys and endpoints in place of Pi's ambient ones. */
export function piStream(
  streamSimple: PiStreamFunction,
  { apiKey, baseUrls = {}, onPayload }: PiRequestsOptions,
  defaults: Pick<PiSimpleStreamOptions, "apiKey" | "metadata" | "cacheRetention"> = {},
): PiStreamFunction {
  return (model, context, given = {}) => {
    const options = { ...defaults, ...given, apiKey: given.apiKey ?? defaults.apiKey };
    const baseUrl = Object.hasOwn(baseUrls, model.provider) ? baseUrls[model.provider] : undefined;
    const target = baseUrl === undefined ? model : { ...model, baseUrl };
    return streamSimple(target, context, {
      ...options,
      apiKey: options.apiKey ?? apiKey?.(model.provider),
      async onPayload(payload, about) {
        const replaced = await options.onPayload?.(payload, about);
        await onPayload?.(replaced ?? payload, target);
        return replaced;
      },
    });
  };
}

/** Pi's providers as one of ours, for what asks a model beside Pi's loop: summaries and sub-agents. */
export function piProvider(pi: InstalledPi, options: PiRequestsOptions): Provider {
  return fromPiSource(
    async (request, signal) => {
      const { streamSimple } = await pi.load();
      const stream = piStream(streamSimple, options);
      return stream(toPiModel(request.model), toPiContext(request), toPiOptions(request, signal));
    },
    { id: "pi" },
  );
}
