import type { Turn } from "../adapter.ts";

/** Where the generations of Gemini differ on the wire. */
export interface GeminiTraits {
  /** Thinking is set by level, not by a budget of tokens. */
  thinkingLevels: boolean;
  /** Calls and their results carry ids. */
  callIds: boolean;
  /** A function's result may hold images. */
  imagesInResults: boolean;
  /** The first call of a step is refused without a thought signature. */
  signedCalls: boolean;
  temperature: boolean;
}

/**
 * `thinkingLevelParameter`, `supportsImagesInToolResults` and `supportsTemperature` of `Compat` win over what the id of
 * the model says.
 *
 * @see https://ai.google.dev/gemini-api/docs/gemini-3
 * @see https://ai.google.dev/gemini-api/docs/generate-content/whats-new-gemini-3.6
 */
export function geminiTraits({ model, compat }: Pick<Turn, "model" | "compat">): GeminiTraits {
  const generation = geminiGeneration(model.id);
  return {
    thinkingLevels: compat.thinkingLevelParameter ?? generation >= 3,
    callIds: generation >= 3,
    imagesInResults: compat.supportsImagesInToolResults ?? generation >= 3,
    signedCalls: generation >= 3,
    temperature: compat.supportsTemperature ?? generation < 3.6,
  };
}

/** 2.5 for `gemini-2.5-pro`, the newest for `gemini-flash-latest`, and 0 for models that are not Gemini. */
function geminiGeneration(id: string): number {
  const [, number, latest] = /(?:^|\/)gemini-(?:(\d+(?:\.\d+)?)|[a-z-]*(latest)$)/.exec(id) ?? [];
  if (latest !== undefined) return Number.POSITIVE_INFINITY;
  return number === undefined ? 0 : Number(number);
}
