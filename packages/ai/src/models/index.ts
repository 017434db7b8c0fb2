export { catalogueVendor } from "./catalogue-vendor.ts";
export { type GetModelOptions, getModel } from "./get-model.ts";
export { type ListModelsOptions, listModels } from "./list-models.ts";
export { listProviders, type ProviderSummary } from "./list-providers.ts";
export { type ResolveModelOptions, resolveModel } from "./resolve-model.ts";
