import { isRecord } from "../is-record.ts";
import type { JsonSchema } from "../schema.ts";
import type { CompiledSchema } from "./compile-schema.ts";

/**
 * Brings a value that does not fit nearer to its schema, by what models are known to mean: numbers, booleans and JSON
 * written as strings, `null` for a property that is left out, one item for a list of one. What fits stays as it is.
 *
 * @param value The caller's own copy; it is changed in place.
 */
export function coerce(value: unknown, schema: JsonSchema, compiled: CompiledSchema): unknown {
  return coerceAt(value, schema, "", { root: schema, compiled });
}

interface Context {
  root: JsonSchema;
  compiled: CompiledSchema;
}

/** `pointer` is where `schema` stands in the root schema. */
function coerceAt(value: unknown, schema: unknown, pointer: string, context: Context): unknown {
  if (!isRecord(schema)) return value;
  if (typeof schema.$ref === "string") return coerceToReference(value, schema.$ref, context);
  let result = value;
  for (const [index, part] of arrayOf(schema.allOf).entries()) {
    result = coerceAt(result, part, `${pointer}/allOf/${index}`, context);
  }
  result = coerceToUnion(result, schema, pointer, context);
  result = coerceToTypes(result, arrayOf(schema.type));
  if (Array.isArray(result)) coerceItems(result, schema, pointer, context);
  else if (isRecord(result)) coerceProperties(result, schema, pointer, context);
  return result;
}

function coerceToReference(value: unknown, reference: string, context: Context): unknown {
  const pointer = reference.startsWith("#") ? reference.slice(1) : `/$defs/${reference}`;
  let target: unknown = context.root;
  for (const name of pointer.split("/").slice(1)) {
    target =
      isRecord(target) || Array.isArray(target)
        ? Reflect.get(target, pointerName(name))
        : undefined;
  }
  return coerceAt(value, target, pointer, context);
}

/** The first alternative that the value can be brought to. */
function coerceToUnion(
  value: unknown,
  schema: Record<string, unknown>,
  pointer: string,
  context: Context,
): unknown {
  const keyword = Array.isArray(schema.anyOf) ? "anyOf" : "oneOf";
  const alternatives = arrayOf(schema[keyword]);
  if (alternatives.length === 0 || context.compiled.accepts(value, pointer)) return value;
  for (const [index, alternative] of alternatives.entries()) {
    const at = `${pointer}/${keyword}/${index}`;
    const candidate = coerceAt(structuredClone(value), alternative, at, context);
    if (context.compiled.accepts(candidate, at)) return candidate;
  }
  return value;
}

function coerceToTypes(value: unknown, types: readonly unknown[]): unknown {
  if (types.some((type) => hasType(value, type))) return value;
  for (const type of types) {
    const candidate = coerceToType(value, type);
    if (hasType(candidate, type)) return candidate;
  }
  return value;
}

function coerceProperties(
  value: Record<string, unknown>,
  schema: Record<string, unknown>,
  pointer: string,
  context: Context,
): void {
  const properties = isRecord(schema.properties) ? schema.properties : {};
  for (const name of Object.keys(value)) {
    const isNamed = Object.hasOwn(properties, name);
    const at = isNamed
      ? `${pointer}/properties/${pointerSegment(name)}`
      : `${pointer}/additionalProperties`;
    const part = isNamed ? properties[name] : schema.additionalProperties;
    if (!isRecord(part)) continue;
    const isRequired = arrayOf(schema.required).includes(name);
    if (value[name] === null && !isRequired && !context.compiled.accepts(null, at)) {
      delete value[name];
    } else {
      value[name] = coerceAt(value[name], part, at, context);
    }
  }
}

function coerceItems(
  items: unknown[],
  schema: Record<string, unknown>,
  pointer: string,
  context: Context,
): void {
  const keyword = Array.isArray(schema.items) ? "items" : "prefixItems";
  const first = arrayOf(schema[keyword]);
  for (const [index, item] of items.entries()) {
    items[index] =
      index < first.length
        ? coerceAt(item, first[index], `${pointer}/${keyword}/${index}`, context)
        : coerceAt(item, schema.items, `${pointer}/items`, context);
  }
}

function coerceToType(value: unknown, type: unknown): unknown {
  switch (type) {
    case "number":
    case "integer":
      return toNumber(value);
    case "boolean":
      return toBoolean(value);
    case "string":
      if (value === null) return "";
      return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
    case "null":
      return value === "" || value === 0 || value === false ? null : value;
    case "object":
      return typeof value === "string" ? parsed(value) : value;
    case "array":
      return toArray(value);
    default:
      return value;
  }
}

function toNumber(value: unknown): unknown {
  if (value === null) return 0;
  if (typeof value === "boolean") return value ? 1 : 0;
  return typeof value === "string" && value.trim() !== "" ? Number(value) : value;
}

function toBoolean(value: unknown): unknown {
  if (value === "true" || value === 1) return true;
  return value === null || value === "false" || value === 0 ? false : value;
}

function toArray(value: unknown): unknown {
  if (value === null || value === undefined) return value;
  const list = typeof value === "string" ? parsed(value) : value;
  return Array.isArray(list) ? list : [value];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // a string that is not JSON stays what it is
  }
}

function hasType(value: unknown, type: unknown): boolean {
  switch (type) {
    case "number":
      return Number.isFinite(value);
    case "integer":
      return Number.isInteger(value);
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "object":
      return isRecord(value);
    default:
      return typeof value === type;
  }
}

/** A single type is a list of one; anything else that is not a list is empty. */
function arrayOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return typeof value === "string" ? [value] : [];
}

function pointerSegment(name: string): string {
  return encodeURIComponent(name.replaceAll("~", "~0").replaceAll("/", "~1"));
}

function pointerName(segment: string): string {
  return decodeURIComponent(segment).replaceAll("~1", "/").replaceAll("~0", "~");
}
