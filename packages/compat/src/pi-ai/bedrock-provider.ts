import { AiError } from "@argent/ai";
import { fromPiSource } from "../adapters/from-pi-stream.ts";
import type { PiStreamFunction } from "../adapters/pi-types.ts";
import { createArgentStreamSimple } from "../adapters/stream-simple.ts";
import { installedExport } from "./installed-pi.ts";

/**
 * Argent does not speak Bedrock's protocol: the first answer loads Pi's own module, when the program has Pi installed.
 * Otherwise every answer is an error that says what to do.
 */
export const bedrockProviderModule = {
  streamBedrock: bedrockStream(["streamBedrock", "stream"]),
  streamSimpleBedrock: bedrockStream(["streamSimpleBedrock", "streamSimple"]),
};

/** @param names what Pi's module called the function, by version. */
function bedrockStream(names: readonly string[]): PiStreamFunction {
  return (model, context, options = {}) => {
    const source = fromPiSource(async (_, signal) => {
      const stream = await loadStream(names);
      return stream(model, context, { ...options, signal });
    });
    return createArgentStreamSimple(source)(model, context, { ...options, maxRetries: 0 });
  };
}

async function loadStream(names: readonly string[]): Promise<PiStreamFunction> {
  const provider = await installedExport("./bedrock-provider", "bedrockProviderModule");
  if (isStreams(provider)) {
    for (const name of names) {
      const stream = provider[name];
      if (stream) return stream;
    }
  }
  throw new AiError(
    "sdk_missing",
    "Argent does not speak Bedrock's protocol and hands it to Pi's own module, which is not installed. Install @mariozechner/pi-ai, or give another to setBedrockProviderModule().",
  );
}

function isStreams(value: unknown): value is Record<string, PiStreamFunction | undefined> {
  return typeof value === "object" && value !== null;
}
