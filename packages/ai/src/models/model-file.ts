import { createRequire } from "node:module";
import type { Api, Compat, Model } from "../model.ts";
import { builtInVendors } from "../vendors.ts";
import { catalogueVendors } from "./catalogue-vendor.ts";

/** `models/<provider>.json`: everything that is known about one provider's models. */
export interface ModelFile {
  provider: { id: string; name: string };
  /** When the source was published, as an ISO date. */
  asOf: string;
  /** The package that the rows come from. */
  source: string;
  /** Completes the rows that name no `api` of their own. */
  defaults: RowDefaults;
  /** Other names that people use for a model, each with its real id. */
  aliases?: Record<string, string>;
  models: Record<string, ModelRow>;
}

export interface RowDefaults {
  api: Api;
  baseUrl: string;
  compat?: Compat;
  headers?: Record<string, string>;
}

/** A model without what the file or the row's key already says. `asOf` and `source` are there if they are the row's own. */
export type ModelRow = Omit<Model, "id" | "provider" | "vision" | "api" | "baseUrl"> & {
  api?: Api;
  baseUrl?: string;
};

/** The ids of all providers that have models, the built-in ones first. */
export function modelProviders(): string[] {
  // A vendor without an address of its own serves whatever models its owner runs.
  const builtIn = builtInVendors.filter((vendor) => vendor.baseUrls.length > 0);
  return [...builtIn.map((vendor) => vendor.id), ...Object.keys(catalogueVendors())];
}

/** Reads a provider's file, once: Node keeps parsed JSON in its module cache. `undefined` for a provider without one. */
export function readModelFile(provider: string): ModelFile | undefined {
  return modelProviders().includes(provider)
    ? createRequire(import.meta.url)(`@argent/ai/models/${provider}.json`)
    : undefined;
}

/** The file's models in its order. They share parts with the file: copy them before they leave the package. */
export function modelsOf(file: ModelFile): Model[] {
  return Object.keys(file.models).flatMap((id) => modelOf(file, id) ?? []);
}

/** One model of a file, by its exact id; it shares parts with the file. */
export function modelOf(file: ModelFile, id: string): Model | undefined {
  const row = Object.hasOwn(file.models, id) ? file.models[id] : undefined;
  if (row === undefined) return undefined;
  const defaults: Partial<RowDefaults> = row.api === undefined ? file.defaults : {};
  const headers = merged(defaults.headers, row.headers);
  const compat = merged(defaults.compat, row.compat);
  return {
    id,
    provider: file.provider.id,
    vision: row.input.includes("image"),
    asOf: file.asOf,
    source: file.source,
    ...row,
    api: row.api ?? file.defaults.api,
    baseUrl: row.baseUrl ?? file.defaults.baseUrl,
    ...(headers && { headers }),
    ...(compat && { compat }),
  };
}

function merged<T extends object>(defaults: T | undefined, own: T | undefined): T | undefined {
  return defaults && own ? { ...defaults, ...own } : (own ?? defaults);
}
