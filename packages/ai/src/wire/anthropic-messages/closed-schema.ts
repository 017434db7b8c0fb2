import { isRecord } from "../fields.ts";

/**
 * A copy of a JSON Schema in which every object is closed: the API refuses structured output whose objects do not say
 * `additionalProperties: false`, and schema builders leave it out.
 *
 * @see https://platform.claude.com/docs/en/build-with-claude/structured-outputs#json-schema-limitations
 */
export function closedSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closedSchema);
  if (!isRecord(schema)) return schema;
  const closed: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (valueKeywords.has(keyword)) closed[keyword] = value;
    else if (namedSchemas.has(keyword) && isRecord(value)) closed[keyword] = closedMembers(value);
    else closed[keyword] = closedSchema(value);
  }
  if (schema.type === "object") closed.additionalProperties ??= false;
  return closed;
}

/** Their values are data, in which a `type` is not a schema's. */
const valueKeywords = new Set(["const", "enum", "default", "examples"]);

/** Their values are schemas by name, in which a name may be that of a keyword. */
const namedSchemas = new Set(["properties", "$defs", "definitions", "patternProperties"]);

function closedMembers(schemas: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, closedSchema(schema)]),
  );
}
