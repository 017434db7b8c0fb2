import { AiError } from "../error.ts";
import type { Model } from "../model.ts";
import { builtInVendors } from "../vendors.ts";
import { unknownProvider } from "./get-model.ts";
import { modelProviders, readModelFile } from "./model-file.ts";
import { compareAge, compareFit, isNear, parseModelName } from "./model-name.ts";
import { nearest, suggestion } from "./nearest.ts";
import { providerModels } from "./provider-models.ts";

/** Where to look for the model. */
export interface ResolveModelOptions {
  /** Default: the provider that the reference starts with, else the built-in ones, else all others. */
  provider?: string | undefined;
  /** The caller's own models; they replace rows with the same provider and id. */
  models?: readonly Model[] | undefined;
}

/**
 * The model that a person means: `"gpt-4o"`, `"openai/gpt-4o"`, `"claude-3.5"`, `"sonnet"`. An id wins over another name
 * for one, and that over the newest id that has all the words and the version of the reference. Dates may be left out.
 * A fresh object, which is the caller's to change.
 *
 * @throws AiError `not_found`, with the nearest ids in `nearest`, when nothing fits or several fit equally well.
 */
export function resolveModel(reference: string, options: ResolveModelOptions = {}): Model {
  const { provider, models = [] } = options;
  if (provider !== undefined && providerModels(provider, models).length === 0) {
    throw unknownProvider(provider);
  }
  for (const { text, providers } of scopes(reference.trim(), provider, models)) {
    const fitting = fittingModels(text, candidatesOf(providers, models));
    const [model] = fitting;
    if (fitting.length > 1) throw ambiguous(reference, fitting, provider);
    if (model) return structuredClone(model);
  }
  throw nothingFits(reference, provider, models);
}

/** What to look for in which providers, in order; a later scope counts only if the earlier ones have nothing. */
function* scopes(reference: string, provider: string | undefined, models: readonly Model[]) {
  const slash = reference.indexOf("/");
  const prefix = reference.slice(0, Math.max(slash, 0));
  const rest = reference.slice(slash + 1);
  if (provider !== undefined) {
    yield { text: reference, providers: [provider] };
    if (prefix === provider) yield { text: rest, providers: [provider] };
    return;
  }
  const known = modelProviders();
  const own = models.map((model) => model.provider);
  if ([...known, ...own].includes(prefix)) yield { text: rest, providers: [prefix] };
  const first = [...builtInProviders(), ...own];
  yield { text: reference, providers: first };
  yield { text: reference, providers: known.filter((id) => !first.includes(id)) };
}

/** `openai-responses` has the models of `openai` once more, so it must be asked for. */
function builtInProviders(): string[] {
  return builtInVendors.map((vendor) => vendor.id).filter((id) => id !== "openai-responses");
}

interface Candidate {
  model: Model;
  /** Its id and the other names for it. */
  names: string[];
}

function candidatesOf(providers: readonly string[], models: readonly Model[]): Candidate[] {
  return [...new Set(providers)].flatMap((provider) => {
    const aliases = Object.entries(readModelFile(provider)?.aliases ?? {});
    return providerModels(provider, models).map((model) => ({
      model,
      names: [model.id, ...aliases.filter(([, id]) => id === model.id).map(([alias]) => alias)],
    }));
  });
}

/** The best fitting models: one, several that nothing tells apart, or none. */
function fittingModels(text: string, candidates: readonly Candidate[]): Model[] {
  const lower = text.toLowerCase();
  const exact = [
    candidates.filter(({ model }) => model.id === text),
    candidates.filter(({ names }) => names.includes(text)),
    candidates.filter(({ names }) => names.some((name) => name.toLowerCase() === lower)),
  ].find((matches) => matches.length > 0);
  if (exact) return exact.map(({ model }) => model);

  const wanted = parseModelName(text);
  if (wanted.words.length === 0) return [];
  const near = candidates
    .map(({ model }) => ({ model, name: parseModelName(model.id) }))
    .filter(({ name }) => isNear(wanted, name))
    .sort((a, b) => compareFit(wanted, a.name, b.name) || compareAge(a.name, b.name));
  const fitting = near.filter(
    ({ name }) => near[0] && compareFit(wanted, near[0].name, name) === 0,
  );
  // Versions compare within one provider only: GLM 5 is not newer than Gemini 4.
  return fitting
    .filter(({ model, name }) => {
      const newest = fitting.find((other) => other.model.provider === model.provider);
      return newest && compareAge(newest.name, name) === 0;
    })
    .map(({ model }) => model);
}

function ambiguous(
  reference: string,
  fitting: readonly Model[],
  provider: string | undefined,
): AiError {
  const names = fitting.map((model) => nameOf(model, provider));
  return new AiError(
    "not_found",
    `"${reference}" fits ${names.length} models equally well: ${names.slice(0, 8).join(", ")}. Name one of them.`,
    { provider, nearest: names },
  );
}

function nothingFits(
  reference: string,
  provider: string | undefined,
  models: readonly Model[],
): AiError {
  const providers = provider === undefined ? builtInProviders() : [provider];
  const known = providers.flatMap((id) => providerModels(id, models));
  const near = nearest(
    reference,
    known.map((model) => nameOf(model, provider)),
  );
  const none = provider === undefined ? "No provider has a" : `"${provider}" has no`;
  return new AiError(
    "not_found",
    `${none} model like "${reference}". ${suggestion(near)}listModels() and "argent models" list all.`,
    { provider, nearest: near },
  );
}

/** What finds exactly this model again. */
function nameOf(model: Model, provider: string | undefined): string {
  return provider === undefined ? `${model.provider}/${model.id}` : model.id;
}
