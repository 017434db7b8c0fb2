import { isRecord } from "../../wire/fields.ts";
import { generationOf } from "./google-generation.ts";
import type { CheckedRequest, RequestProblem } from "./protocol.ts";
import {
  anything,
  boolean,
  listOf,
  object,
  objects,
  oneOf,
  pattern,
  type Rule,
  records,
  repeated,
  type Shape,
  shapeProblems,
  string,
  text,
} from "./rules.ts";

/** What the Gemini API refuses about a conversation: its parts, and how calls, responses and signatures go together. */
export function* checkGoogleContents(request: CheckedRequest): Generator<RequestProblem> {
  const { body, model, extraFields } = request;
  const contents = records(body.contents).map(([, content]) => content);
  for (const [index, content] of contents.entries()) {
    const path = `contents[${index}]`;
    const shape = { role: oneOf("user", "model"), parts: objects };
    yield* shapeProblems(content, `${path}.`, shape, ["parts"], extraFields);
    for (const [inner, part] of records(content.parts)) {
      yield* checkPart(part, `${path}.parts[${inner}]`, extraFields);
    }
    yield* checkCalls(contents, index, path);
  }
  if (generationOf(model) >= 3) yield* checkSignatures(contents);
}

function* checkPart(
  part: Record<string, unknown>,
  path: string,
  extraFields: ReadonlySet<string>,
): Generator<RequestProblem> {
  yield* shapeProblems(part, `${path}.`, partShape, [], extraFields);
  const data = dataFields.filter((name) => name in part);
  if (data.length !== 1) {
    yield {
      field: path,
      message: `A part must have exactly one of ${dataFields.join(", ")}; it has ${data.join(" and ") || "none"}.`,
    };
  }
  if (part.text === "" && part.thoughtSignature === undefined) {
    yield {
      field: `${path}.text`,
      message: "Text must not be empty unless it carries a signature.",
    };
  }
  for (const name of ["functionCall", "functionResponse"] as const) {
    const inner = part[name];
    if (!isRecord(inner)) continue;
    yield* shapeProblems(
      inner,
      `${path}.${name}.`,
      functionShapes[name],
      required[name],
      extraFields,
    );
  }
}

const dataFields = [
  ...["text", "inlineData", "fileData", "functionCall", "functionResponse"],
  ...["executableCode", "codeExecutionResult"],
];

const blob: Rule = (value) =>
  isRecord(value) &&
  text(value.mimeType) === undefined &&
  /^[A-Za-z0-9+/_-]+={0,2}$/.test(String(value.data))
    ? undefined
    : "an object with mimeType and data in base64";

const partShape: Shape = {
  text: string,
  inlineData: blob,
  fileData: object,
  functionCall: object,
  functionResponse: object,
  executableCode: object,
  codeExecutionResult: object,
  thought: boolean,
  thoughtSignature: (value) =>
    typeof value === "string" && /^[A-Za-z0-9+/_-]+={0,2}$/.test(value) && value.length % 4 !== 1
      ? undefined
      : "a signature in base64",
  videoMetadata: object,
  mediaResolution: anything,
};

const functionName = pattern(/^[a-zA-Z_][a-zA-Z0-9_.:-]{0,127}$/);

const functionShapes = {
  functionCall: { id: text, name: functionName, args: object },
  functionResponse: {
    id: text,
    name: functionName,
    response: object,
    parts: listOf(object),
    scheduling: anything,
    willContinue: boolean,
  },
} satisfies Record<string, Shape>;

const required = { functionCall: ["name"], functionResponse: ["name", "response"] };

/** A turn of calls follows a user's turn, and the next turn answers each of them by name. */
function* checkCalls(
  contents: Record<string, unknown>[],
  index: number,
  path: string,
): Generator<RequestProblem> {
  const content = contents[index];
  const before = contents[index - 1];
  const calls = functionsOf(content, "functionCall");
  const responses = functionsOf(content, "functionResponse");
  const awaited = functionsOf(before, "functionCall");
  if (
    calls.length > 0 &&
    (content?.role !== "model" || before === undefined || before.role === "model")
  ) {
    yield {
      field: path,
      message:
        "Please ensure that function call turn comes immediately after a user turn or after a function response turn.",
    };
  }
  if (responses.length > 0 && awaited.length === 0) {
    yield {
      field: path,
      message:
        "Please ensure that function response turn comes immediately after a function call turn.",
    };
    return;
  }
  if (awaited.length !== responses.length) {
    yield {
      field: path,
      message: `Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn (${responses.length} for ${awaited.length}).`,
    };
  }
  if (calls.length > 0 && contents[index + 1] === undefined) {
    yield { field: path, message: "The conversation must not end with function calls." };
  }
  yield* checkAnswers(awaited, responses, path);
}

function* checkAnswers(
  calls: readonly Record<string, unknown>[],
  responses: readonly Record<string, unknown>[],
  path: string,
): Generator<RequestProblem> {
  const open = [...calls];
  for (const { id, name } of responses) {
    const match = open.findIndex(
      (call) => call.name === name && (id === undefined || call.id === undefined || call.id === id),
    );
    if (match < 0) {
      yield {
        field: path,
        message: `The function response "${name}"${id === undefined ? "" : ` (${id})`} answers no call of the turn before.`,
      };
    } else {
      open.splice(match, 1);
    }
  }
  for (const id of repeated(responses.flatMap((response) => response.id ?? []))) {
    yield { field: path, message: `There is more than one function response for ${id}.` };
  }
}

/**
 * From Gemini 3 on, the first call of each step since the user last spoke must carry its signature.
 *
 * @see https://ai.google.dev/gemini-api/docs/thought-signatures
 */
function* checkSignatures(contents: Record<string, unknown>[]): Generator<RequestProblem> {
  const spoken = contents.findLastIndex(
    (content) => content.role !== "model" && !functionsOf(content, "functionResponse").length,
  );
  for (const [index, content] of contents.entries()) {
    if (index <= spoken) continue;
    const parts = records(content.parts);
    const first = parts.find(([, part]) => "functionCall" in part);
    if (first !== undefined && first[1].thoughtSignature === undefined) {
      yield {
        field: `contents[${index}].parts[${first[0]}]`,
        message: "Function call is missing a thought_signature in functionCall parts.",
      };
    }
  }
}

function functionsOf(
  content: Record<string, unknown> | undefined,
  name: "functionCall" | "functionResponse",
): Record<string, unknown>[] {
  return records(content?.parts).flatMap(([, part]) => {
    const inner = part[name];
    return isRecord(inner) ? [inner] : [];
  });
}
