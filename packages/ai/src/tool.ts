import type { JsonSchema } from "./schema.ts";

/** A function that the model may call. What it does is the caller's business; the provider only describes it. */
export interface Tool<TParameters extends JsonSchema = JsonSchema> {
  name: string;
  description: string;
  /** JSON Schema of the arguments; its root describes an object. */
  parameters: TParameters;
}

/** Whether and what the model must call. */
export type ToolChoice = "auto" | "none" | "required" | { readonly name: string };
