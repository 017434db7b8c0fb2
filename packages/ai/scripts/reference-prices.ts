import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Rates } from "../src/model.ts";
import type { PriceList } from "./compare-prices.ts";
import { isRecord } from "./source-row.ts";

/** MIT-licensed; the second opinion on prices. */
export const referencePackage = "@pydantic/genai-prices@0.1.8";

/** The package's names of providers where they are not ours. */
const providerNames: Readonly<Record<string, string | undefined>> = { xai: "x-ai" };

/** Providers that repeat the models of another one, or sell them in another offer than the package lists. */
const leftOut = new Set([
  "minimax-anthropic",
  "minimax-cn",
  "moonshotai-cn",
  "openai-responses",
  "zai-coding",
  "zai-coding-cn",
]);

/** The parts of the package that are read. */
interface ReferencePackage {
  calcPrice(
    usage: Record<string, number>,
    id: string,
    options: { providerId: string; timestamp: Date },
  ): { model: { id: string }; model_price: Record<string, unknown> } | null;
  findProvider(options: {
    providerId: string;
  }): { models: { id: string; deprecated?: boolean }[] } | undefined;
}

/** Reads the unpacked package; prices are those of the given time. */
export async function readReferencePrices(folder: string, timestamp: Date): Promise<PriceList> {
  const reference: ReferencePackage = await import(
    pathToFileURL(join(folder, "dist", "index.js")).href
  );
  const idOf = (provider: string) => providerNames[provider] ?? provider;
  const knows = (provider: string) =>
    !leftOut.has(provider) && reference.findProvider({ providerId: idOf(provider) }) !== undefined;
  return {
    find(provider, id) {
      if (!knows(provider)) return undefined;
      const options = { providerId: idOf(provider), timestamp };
      const result = reference.calcPrice({ input_tokens: 1, output_tokens: 1 }, id, options);
      return result ? { name: result.model.id, rates: ratesOf(result.model_price) } : undefined;
    },
    names(provider) {
      if (!knows(provider)) return [];
      const { models } = reference.findProvider({ providerId: idOf(provider) }) ?? { models: [] };
      return models.filter((model) => !model.deprecated).map((model) => model.id);
    },
  };
}

function ratesOf(price: Record<string, unknown>): Partial<Rates> {
  const fields = {
    input: baseRate(price.input_mtok),
    output: baseRate(price.output_mtok),
    cacheRead: baseRate(price.cache_read_mtok),
    cacheWrite: baseRate(price.cache_write_mtok),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, rate]) => rate !== undefined));
}

/** A rate is a number or has tiers over a base. */
function baseRate(rate: unknown): number | undefined {
  const base = isRecord(rate) ? rate.base : rate;
  return typeof base === "number" ? base : undefined;
}
