/**
 * A JSON Schema object, structurally: a plain object, a TypeBox 0.34 schema and a TypeBox 1.x schema are all assignable.
 *
 * @see https://json-schema.org/draft/2020-12/json-schema-validation
 */
export interface JsonSchema {
  readonly $schema?: string;
  readonly $id?: string;
  readonly title?: unknown;
  readonly type?: unknown;
  readonly properties?: unknown;
  readonly patternProperties?: unknown;
  readonly minProperties?: unknown;
  readonly maxProperties?: unknown;
  readonly required?: unknown;
  readonly items?: unknown;
  readonly prefixItems?: unknown;
  readonly enum?: unknown;
  readonly const?: unknown;
  readonly anyOf?: unknown;
  readonly oneOf?: unknown;
  readonly allOf?: unknown;
  readonly not?: unknown;
  readonly $ref?: unknown;
  readonly $defs?: unknown;
  readonly definitions?: unknown;
  readonly description?: unknown;
  readonly additionalProperties?: unknown;
}

/** The TypeScript type that a schema describes; `unknown` where the schema does not say. */
export type Static<Schema> = Schema extends { readonly static: infer Type }
  ? Type // TypeBox 0.34 carries its type in a phantom property
  : Schema extends { readonly "~unsafe": infer Type }
    ? Type // TypeBox 1.x does so for `Unsafe` only
    : Schema extends { readonly const: infer Value }
      ? Value
      : Schema extends { readonly enum: infer Values extends readonly unknown[] }
        ? Values[number]
        : Schema extends { readonly anyOf: infer Members extends readonly unknown[] }
          ? Static<Members[number]>
          : Schema extends { readonly oneOf: infer Members extends readonly unknown[] }
            ? Static<Members[number]>
            : Schema extends { readonly allOf: infer Members extends readonly unknown[] }
              ? Flatten<StaticIntersection<Members>>
              : Schema extends { readonly type: infer Name }
                ? StaticOfType<Name, Schema>
                : unknown;

type StaticIntersection<Members extends readonly unknown[]> = Members extends readonly [
  infer First,
  ...infer Rest,
]
  ? Static<First> & StaticIntersection<Rest>
  : unknown;

type StaticOfType<Name, Schema> = Name extends readonly (infer Each)[]
  ? StaticOfType<Each, Schema>
  : Name extends "object"
    ? StaticObject<Schema>
    : Name extends "array"
      ? Schema extends { readonly items: infer Items }
        ? StaticItems<Items>
        : unknown[]
      : Name extends "string"
        ? string
        : Name extends "number" | "integer"
          ? number
          : Name extends "boolean"
            ? boolean
            : Name extends "null"
              ? null
              : unknown;

/** One schema for every item, or one for each place. */
type StaticItems<Items> = Items extends readonly unknown[]
  ? { -readonly [Place in keyof Items]: Static<Items[Place]> }
  : Static<Items>[];

type StaticObject<Schema> = Schema extends { readonly properties: infer Properties }
  ? Flatten<
      {
        -readonly [Key in keyof Properties as Key extends RequiredKeys<Schema>
          ? Key
          : never]: Static<Properties[Key]>;
      } & {
        -readonly [Key in keyof Properties as Key extends RequiredKeys<Schema>
          ? never
          : Key]?: Static<Properties[Key]>;
      }
    >
  : Schema extends { readonly patternProperties: infer Patterns }
    ? Record<string, Static<Patterns[keyof Patterns]>>
    : Schema extends { readonly additionalProperties: infer Values }
      ? Record<string, Static<Values>>
      : Record<string, unknown>;

type RequiredKeys<Schema> = Schema extends {
  readonly required: infer Keys extends readonly unknown[];
}
  ? Keys[number]
  : never;

type Flatten<Type> = { [Key in keyof Type]: Type[Key] } & {};
