import type { OAuthProviderInterface } from "../../pi-ai/oauth-types.ts";
import type {
  Api,
  AssistantMessageEventStream,
  Context,
  Model,
  SimpleStreamOptions,
} from "../../pi-ai/types.ts";
import type { ModelDefinition } from "./models-json.ts";

/** A model that a host registers, in full. */
export interface RegisteredModel extends ModelDefinition {
  name: string;
  reasoning: boolean;
  input: ("text" | "image")[];
  cost: Model<Api>["cost"];
  contextWindow: number;
  maxTokens: number;
}

/** A provider that a host registers while it runs. */
export interface ProviderConfigInput {
  name?: string | undefined;
  baseUrl?: string | undefined;
  /** A key, the name of a variable that holds it, or `!command`. */
  apiKey?: string | undefined;
  api?: Api | undefined;
  /** Answers for `api`, in the whole process. */
  streamSimple?:
    | ((
        model: Model<Api>,
        context: Context,
        options?: SimpleStreamOptions,
      ) => AssistantMessageEventStream)
    | undefined;
  headers?: Record<string, string> | undefined;
  authHeader?: boolean | undefined;
  oauth?: Omit<OAuthProviderInterface, "id"> | undefined;
  /** Stand in place of all models of the provider. */
  models?: RegisteredModel[] | undefined;
}

/** @throws Error when something is missing that the rest needs. */
export function checkProviderConfig(name: string, config: ProviderConfigInput): void {
  const { streamSimple, api, baseUrl, apiKey, oauth, models = [] } = config;
  if (streamSimple && !api) {
    throw new Error(`Provider ${name}: "api" is required when registering streamSimple.`);
  }
  if (models.length === 0) return;
  if (!baseUrl) throw new Error(`Provider ${name}: "baseUrl" is required when defining models.`);
  if (!apiKey && !oauth) {
    throw new Error(`Provider ${name}: "apiKey" or "oauth" is required when defining models.`);
  }
  const apiless = models.find((model) => !model.api && !api);
  if (apiless) throw new Error(`Provider ${name}, model ${apiless.id}: no "api" specified.`);
}
