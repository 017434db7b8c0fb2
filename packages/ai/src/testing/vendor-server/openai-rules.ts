import { isRecord } from "../../wire/fields.ts";
import type { RequestProblem } from "./protocol.ts";

/** The families that reason; `-chat` models of theirs do not. */
export function isReasoningModel(model: string): boolean {
  return /^(o[1-9]|gpt-[5-9])/.test(model) && !/-chat(-|$)/.test(model);
}

/** OpenAI's own models that do not reason. Other servers' models are not judged. */
export function isPlainModel(model: string): boolean {
  return /^(gpt-(3|4)|chatgpt)/.test(model) || /^gpt-[5-9].*-chat(-|$)/.test(model);
}

/** Sampling is fixed while a model reasons; only an effort of `none`, where there is one, frees it. */
export function* checkSampling(
  body: Record<string, unknown>,
  model: string,
  effort: unknown,
): Generator<RequestProblem> {
  if (!isReasoningModel(model) || effort === "none") return;
  for (const name of ["temperature", "top_p"]) {
    const value = body[name];
    if (value !== undefined && value !== null && value !== 1) {
      yield {
        field: name,
        message: `Unsupported value: '${name}' does not support ${value} with this model.`,
      };
    }
  }
}

/**
 * What a strict schema must not have: objects that are open, or that leave a property out of `required`.
 *
 * @see https://platform.openai.com/docs/guides/structured-outputs
 */
export function* checkStrictSchema(schema: unknown, field: string): Generator<RequestProblem> {
  if (Array.isArray(schema)) {
    for (const [index, inner] of schema.entries())
      yield* checkStrictSchema(inner, `${field}.${index}`);
  }
  if (!isRecord(schema)) return;
  if (schema.type === "object") {
    if (schema.additionalProperties !== false) {
      yield {
        field,
        message: "'additionalProperties' is required to be supplied and to be false.",
      };
    }
    const required = Array.isArray(schema.required) ? schema.required : [];
    const names = isRecord(schema.properties) ? Object.keys(schema.properties) : [];
    const missing = names.find((name) => !required.includes(name));
    if (missing !== undefined) {
      yield {
        field,
        message: `'required' must include every key in properties. Missing '${missing}'.`,
      };
    }
  }
  for (const name of ["items", "anyOf"]) {
    yield* checkStrictSchema(schema[name], `${field}.${name}`);
  }
  for (const name of ["properties", "$defs"]) {
    const inner = schema[name];
    if (!isRecord(inner)) continue;
    for (const [key, value] of Object.entries(inner)) {
      yield* checkStrictSchema(value, `${field}.${name}.${key}`);
    }
  }
}
