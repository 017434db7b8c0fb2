import { isRecord } from "../../wire/fields.ts";
import { checkGoogleContents } from "./google-contents-check.ts";
import { generationOf } from "./google-generation.ts";
import type { CheckedRequest, RequestProblem } from "./protocol.ts";
import {
  anything,
  boolean,
  integer,
  listOf,
  number,
  object,
  objects,
  oneOf,
  pattern,
  records,
  repeated,
  type Shape,
  shapeProblems,
  string,
  text,
} from "./rules.ts";

/**
 * What the Gemini API refuses with a 400.
 *
 * @see https://ai.google.dev/api/generate-content
 */
export function* checkGoogleRequest(request: CheckedRequest): Generator<RequestProblem> {
  const { body, streams, query, extraFields } = request;
  if (streams && query.get("alt") !== "sse") {
    yield {
      field: "alt",
      message: "Without ?alt=sse the answer is one JSON array, not a stream of events.",
    };
  }
  yield* shapeProblems(body, "", fields, ["contents"], extraFields);
  yield* checkInstruction(body.systemInstruction, extraFields);
  yield* checkGoogleContents(request);
  yield* checkTools(body, extraFields);
  yield* checkGenerationConfig(request);
}

const fields: Shape = {
  contents: objects,
  systemInstruction: object,
  tools: listOf(object),
  toolConfig: object,
  safetySettings: listOf(object),
  generationConfig: object,
  cachedContent: text,
  labels: object,
  serviceTier: anything,
  store: boolean,
  continuationToken: text,
};

function* checkInstruction(
  instruction: unknown,
  extraFields: ReadonlySet<string>,
): Generator<RequestProblem> {
  if (!isRecord(instruction)) return;
  const shape = { parts: objects, role: string };
  yield* shapeProblems(instruction, "systemInstruction.", shape, ["parts"], extraFields);
  for (const [index, part] of records(instruction.parts)) {
    const path = `systemInstruction.parts[${index}].`;
    yield* shapeProblems(part, path, { text }, ["text"], extraFields);
  }
}

function* checkTools(
  body: Record<string, unknown>,
  extraFields: ReadonlySet<string>,
): Generator<RequestProblem> {
  const declared: unknown[] = [];
  for (const [index, tool] of records(body.tools)) {
    for (const [inner, declaration] of records(tool.functionDeclarations)) {
      const path = `tools[${index}].functionDeclarations[${inner}].`;
      declared.push(declaration.name);
      yield* shapeProblems(
        declaration,
        path,
        declarationShape,
        ["name", "description"],
        extraFields,
      );
      if ("parameters" in declaration && "parametersJsonSchema" in declaration) {
        yield {
          field: `${path}parameters`,
          message: "Only one of parameters and parametersJsonSchema may be set.",
        };
      }
      yield* checkOpenApiSchema(declaration.parameters, `${path}parameters`);
    }
  }
  for (const name of repeated(declared)) {
    yield { field: "tools", message: `Duplicate function declaration found: ${name}` };
  }
  yield* checkToolConfig(body.toolConfig, declared, extraFields);
}

const declarationShape: Shape = {
  name: pattern(/^[a-zA-Z_][a-zA-Z0-9_.:-]{0,127}$/),
  description: string,
  parameters: object,
  parametersJsonSchema: object,
  response: object,
  responseJsonSchema: object,
  behavior: anything,
};

/** `parameters` is a subset of OpenAPI 3.0; the rest of JSON Schema goes into `parametersJsonSchema`. */
function* checkOpenApiSchema(schema: unknown, field: string): Generator<RequestProblem> {
  if (!isRecord(schema)) return;
  for (const name of Object.keys(schema)) {
    if (!openApiFields.has(name)) {
      yield { field, message: `Unknown name "${name}": Cannot find field.` };
    }
  }
  yield* checkOpenApiSchema(schema.items, `${field}.items`);
  for (const [index, inner] of records(schema.anyOf)) {
    yield* checkOpenApiSchema(inner, `${field}.anyOf[${index}]`);
  }
  if (!isRecord(schema.properties)) return;
  for (const [name, inner] of Object.entries(schema.properties)) {
    yield* checkOpenApiSchema(inner, `${field}.properties.${name}`);
  }
}

const openApiFields = new Set([
  ...["type", "format", "title", "description", "nullable", "enum", "default", "example"],
  ...["items", "minItems", "maxItems", "properties", "required", "propertyOrdering"],
  ...["minProperties", "maxProperties", "minimum", "maximum", "minLength", "maxLength"],
  ...["pattern", "anyOf"],
]);

function* checkToolConfig(
  config: unknown,
  declared: readonly unknown[],
  extraFields: ReadonlySet<string>,
): Generator<RequestProblem> {
  if (!isRecord(config) || !isRecord(config.functionCallingConfig)) return;
  const calling = config.functionCallingConfig;
  const path = "toolConfig.functionCallingConfig.";
  yield* shapeProblems(calling, path, callingShape, [], extraFields);
  if (calling.mode === "ANY" && declared.length === 0) {
    yield {
      field: `${path}mode`,
      message: "Function calling mode ANY needs function declarations.",
    };
  }
  if (!Array.isArray(calling.allowedFunctionNames)) return;
  if (calling.mode !== "ANY" && calling.mode !== "VALIDATED") {
    yield {
      field: `${path}allowedFunctionNames`,
      message: "May only be set when the mode is ANY or VALIDATED.",
    };
  }
  for (const name of calling.allowedFunctionNames) {
    if (!declared.includes(name)) {
      yield {
        field: `${path}allowedFunctionNames`,
        message: `There is no function declaration named "${name}".`,
      };
    }
  }
}

const callingShape: Shape = {
  mode: oneOf("AUTO", "ANY", "NONE", "VALIDATED"),
  allowedFunctionNames: listOf(text),
};

function* checkGenerationConfig(request: CheckedRequest): Generator<RequestProblem> {
  const { body, model, extraFields } = request;
  const config = body.generationConfig;
  if (!isRecord(config)) return;
  const path = "generationConfig.";
  yield* shapeProblems(config, path, generationShape, [], extraFields);
  const schemas = ["responseSchema", "responseJsonSchema"].filter((name) => name in config);
  if (schemas.length > 1) {
    yield { field: path + schemas[0], message: `May not be set together with ${schemas[1]}.` };
  }
  if (schemas.length > 0 && config.responseMimeType !== "application/json") {
    yield {
      field: `${path}responseMimeType`,
      message: 'Must be "application/json" when a response schema is set.',
    };
  }
  const hasTools = records(body.tools).some(([, tool]) => "functionDeclarations" in tool);
  if (config.responseMimeType === "application/json" && hasTools && generationOf(model) < 3) {
    yield {
      field: `${path}responseMimeType`,
      message: "Function calling with a response mime type: 'application/json' is unsupported",
    };
  }
  if (isRecord(config.thinkingConfig)) {
    yield* checkThinking(config.thinkingConfig, model, extraFields);
  }
}

const generationShape: Shape = {
  temperature: number(0, 2),
  topP: number(0, 1),
  topK: number(1, 1_000),
  candidateCount: integer(1, 8),
  maxOutputTokens: integer(1),
  stopSequences: listOf(text, 5),
  presencePenalty: number(-2, 2),
  frequencyPenalty: number(-2, 2),
  seed: integer(Number.NEGATIVE_INFINITY),
  responseMimeType: oneOf("text/plain", "application/json", "text/x.enum"),
  responseSchema: object,
  responseJsonSchema: anything,
  responseLogprobs: boolean,
  logprobs: integer(0, 20),
  responseModalities: listOf(text),
  mediaResolution: anything,
  speechConfig: anything,
  imageConfig: anything,
  thinkingConfig: object,
  enableEnhancedCivicAnswers: boolean,
};

function* checkThinking(
  config: Record<string, unknown>,
  model: string,
  extraFields: ReadonlySet<string>,
): Generator<RequestProblem> {
  const path = "generationConfig.thinkingConfig.";
  yield* shapeProblems(config, path, thinkingShape, [], extraFields);
  const { thinkingBudget, thinkingLevel } = config;
  const generation = generationOf(model);
  if (thinkingBudget !== undefined && thinkingLevel !== undefined) {
    yield {
      field: `${path}thinkingLevel`,
      message: "You can only set one of thinking budget and thinking level.",
    };
  }
  if (thinkingLevel !== undefined && generation < 3) {
    yield {
      field: `${path}thinkingLevel`,
      message: "Thinking level is not supported for this model.",
    };
  }
  if (generation < 2.5 && (thinkingBudget !== 0 || config.includeThoughts === true)) {
    yield { field: path.slice(0, -1), message: "Thinking is not supported for this model." };
  }
  if (/^gemini-2\.5-pro/.test(model) && thinkingBudget === 0) {
    yield {
      field: `${path}thinkingBudget`,
      message: "Budget 0 is invalid. This model only works in thinking mode.",
    };
  }
}

const thinkingShape: Shape = {
  includeThoughts: boolean,
  thinkingBudget: integer(-1, 65_536),
  thinkingLevel: oneOf("MINIMAL", "LOW", "MEDIUM", "HIGH", "minimal", "low", "medium", "high"),
};
