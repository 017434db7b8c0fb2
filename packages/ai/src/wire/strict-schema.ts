import { isRecord } from "./fields.ts";

/**
 * Whether OpenAI's strict mode takes a schema: every object forbids other properties and requires all of its own.
 * In strict mode any other schema is refused; outside of it the model is only asked to follow.
 *
 * @see https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
 */
export function isStrictSchema(schema: unknown): boolean {
  if (!isRecord(schema)) return false;
  const { properties, required, additionalProperties, items } = schema;
  if (schema.type === "object" || properties !== undefined) {
    if (additionalProperties !== false || !isRecord(properties)) return false;
    const names: unknown[] = Array.isArray(required) ? required : [];
    if (!Object.keys(properties).every((name) => names.includes(name))) return false;
  }
  return [
    ...valuesOf(properties),
    ...valuesOf(schema.anyOf),
    ...valuesOf(schema.$defs),
    ...valuesOf(schema.definitions),
    ...(items === undefined ? [] : [items]),
  ].every(isStrictSchema);
}

function valuesOf(value: unknown): unknown[] {
  return typeof value === "object" && value !== null ? Object.values(value) : [];
}
