import { createRequire } from "node:module";
import type { ErrorObject, Options } from "ajv";
import { AiError } from "../error.ts";
import type { JsonSchema } from "../schema.ts";
import { plainCheck } from "./plain-schema.ts";

/** A schema that is ready to check values. */
export interface CompiledSchema {
  /** Whether a value fits the part of the schema at a JSON pointer; `""` is the whole. */
  accepts(value: unknown, pointer?: string): boolean;
  /** What is wrong with a value; empty when it fits. */
  issues(value: unknown): SchemaIssue[];
}

/** One thing that is wrong with a value. */
export interface SchemaIssue {
  /** Names and indexes joined by dots, `"root"` for the value itself. */
  path: string;
  message: string;
}

/**
 * Compiles a JSON Schema of any current draft. The validator library (40 ms) is loaded by the first schema that is not
 * plain and by the first value that does not fit, through `require`, so that validation can stay synchronous; Node
 * keeps the loaded module.
 *
 * @throws AiError `invalid_request` when the schema itself is wrong.
 */
export function compileSchema(schema: JsonSchema): CompiledSchema {
  const isPlainFit = plainCheck(schema);
  let compiled = isPlainFit ? undefined : compileDialect(schema);
  function validator(pointer: string) {
    compiled ??= compileDialect(schema);
    return compiled.getSchema(pointer ? `${rootKey}#${pointer}` : rootKey);
  }
  return {
    accepts(value, pointer = "") {
      if (isPlainFit && !pointer) return isPlainFit(value);
      return validator(pointer)?.(value) === true;
    },
    issues(value) {
      const whole = validator("");
      return whole === undefined || whole(value) ? [] : (whole.errors ?? []).map(toIssue);
    },
  };
}

const rootKey = "root";

/** One instance a schema, so that the compiled code is released together with the schema it was made of. */
function compileDialect(schema: JsonSchema) {
  const require = createRequire(import.meta.url);
  const { Ajv2020 }: typeof import("ajv/dist/2020.js") = require("ajv/dist/2020.js");
  try {
    return compileWith(new Ajv2020(options), schema);
  } catch (cause) {
    // Tuples are written as `items: […]` up to draft 2019-09 (TypeBox still does), which draft 2020-12 refuses.
    const { Ajv }: typeof import("ajv") = require("ajv");
    try {
      return compileWith(new Ajv(options), schema);
    } catch {
      // the newer draft's complaint is the one to report
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new AiError(
        "invalid_request",
        `Wanted a JSON Schema, got one that cannot be used: ${reason}.`,
        {
          cause,
        },
      );
    }
  }
}

function compileWith<Instance extends InstanceType<typeof import("ajv").Ajv>>(
  ajv: Instance,
  schema: JsonSchema,
): Instance {
  ajv.addSchema({ ...schema }, rootKey);
  ajv.getSchema(rootKey);
  return ajv;
}

/** Unknown keywords and formats are the caller's own; the draft is not looked up. */
const options: Options = {
  allErrors: true,
  logger: false,
  meta: false,
  strict: false,
  unicodeRegExp: false,
  validateFormats: false,
  validateSchema: false,
};

function toIssue(error: ErrorObject): SchemaIssue {
  const names = error.instancePath.split("/").slice(1).map(unescapeName);
  const { missingProperty, additionalProperty, allowedValues, allowedValue } = error.params;
  const extra = missingProperty ?? additionalProperty;
  if (typeof extra === "string") names.push(extra);
  const allowed = allowedValues ?? (error.keyword === "const" ? [allowedValue] : undefined);
  const message = error.message ?? `does not fit "${error.keyword}"`;
  return {
    path: names.join(".") || "root",
    message: Array.isArray(allowed)
      ? `${message}: ${allowed.map((value) => JSON.stringify(value)).join(", ")}`
      : message,
  };
}

function unescapeName(name: string): string {
  return name.replaceAll("~1", "/").replaceAll("~0", "~");
}
