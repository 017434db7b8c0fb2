import type { Model } from "../model.ts";
import { modelsOf, readModelFile } from "./model-file.ts";

/**
 * One provider's models: those of the database, and the caller's own, which replace a row with the same id. They share
 * parts with Node's module cache: copy them before they leave the package.
 */
export function providerModels(provider: string, overrides: readonly Model[] = []): Model[] {
  const own = overrides.filter((model) => model.provider === provider);
  const replaced = new Set(own.map((model) => model.id));
  const file = readModelFile(provider);
  const listed = file ? modelsOf(file) : [];
  return [...listed.filter((model) => !replaced.has(model.id)), ...own];
}
