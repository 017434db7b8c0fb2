import { expect, test } from "vitest";
import { postExample } from "./example-requests.ts";
import { problemsOfExample } from "./problems-of-example.ts";
import { vendorServer } from "./server.ts";

const api = "google-generative-ai";
const user = { role: "user", parts: [{ text: "Hi" }] };
const call = (name: string, more = {}, part = {}) => ({
  functionCall: { name, args: {}, ...more },
  thoughtSignature: "c2ln",
  ...part,
});
const unsigned = { thoughtSignature: undefined };
const response = (name: string, more = {}) => ({
  functionResponse: { name, response: { output: "A" }, ...more },
});
const calls = (...parts: object[]) => ({ role: "model", parts });
const answers = (...parts: object[]) => ({ role: "user", parts });
const path = (model: string) => `/v1beta/models/${model}:streamGenerateContent?alt=sse`;
const flash = { path: path("gemini-2.5-flash") };
const budget = { thinkingConfig: { thinkingBudget: 1_024 } };
const tools = (declaration: object) => [
  { functionDeclarations: [{ name: "read", description: "Reads.", ...declaration }] },
];

test("the example is accepted", () => {
  expect(problemsOfExample(api)).toEqual([]);
});

const accepted: Record<string, [Record<string, unknown>, { path: string }?]> = {
  "parallel calls of which the first is signed": [
    {
      contents: [
        user,
        calls(call("a", { id: "1" }), call("a", { id: "2" }, unsigned)),
        answers(response("a", { id: "1" }), response("a", { id: "2" })),
      ],
    },
  ],
  "a signature on empty text": [
    { contents: [user, calls({ text: "x" }, { text: "", thoughtSignature: "c2ln" }), user] },
  ],
  "the documented stand-in for a signature": [
    {
      contents: [
        user,
        calls(call("a", {}, { thoughtSignature: "skip_thought_signature_validator" })),
        answers(response("a")),
      ],
    },
  ],
  "an unsigned call of an earlier turn": [
    {
      contents: [
        user,
        calls(call("a", {}, unsigned)),
        answers(response("a")),
        calls({ text: "x" }),
        user,
      ],
    },
  ],
  "an unsigned call of an older model": [
    {
      generationConfig: budget,
      contents: [user, calls(call("a", {}, unsigned)), answers(response("a"))],
    },
    flash,
  ],
  "an image": [
    {
      contents: [
        { role: "user", parts: [{ inlineData: { mimeType: "image/png", data: "AA==" } }] },
      ],
    },
  ],
  "a budget of zero where it is allowed": [
    { generationConfig: { thinkingConfig: { thinkingBudget: 0 } } },
    flash,
  ],
};

test.each(Object.entries(accepted))("%s is accepted", (_, [changes, given]) => {
  expect(problemsOfExample(api, changes, given)).toEqual([]);
});

const refused: [string, Record<string, unknown>, RegExp, { path: string }?][] = [
  ["a field it does not know", { messages: [] }, /^messages: Expected no such field/],
  ["no contents", { contents: [] }, /^contents/],
  [
    "a role it does not know",
    { contents: [{ role: "assistant", parts: [{ text: "a" }] }] },
    /^contents\[0\]\.role/,
  ],
  ["no parts", { contents: [{ role: "user", parts: [] }] }, /^contents\[0\]\.parts/],
  [
    "an empty part",
    { contents: [{ role: "user", parts: [{}] }] },
    /^contents\[0\]\.parts\[0\]: .*exactly one of/,
  ],
  [
    "a part that is two things",
    {
      contents: [
        { role: "user", parts: [{ text: "a", inlineData: { mimeType: "a/b", data: "AA==" } }] },
      ],
    },
    /exactly one of/,
  ],
  [
    "empty text",
    { contents: [{ role: "user", parts: [{ text: "" }] }] },
    /parts\[0\]\.text: Text must not be empty/,
  ],
  [
    "an image that is a data URL",
    {
      contents: [
        {
          role: "user",
          parts: [{ inlineData: { mimeType: "image/png", data: "data:image/png;base64,AA==" } }],
        },
      ],
    },
    /inlineData: Expected/,
  ],
  [
    "a signature that is not base64",
    { contents: [user, calls({ text: "a", thoughtSignature: "{}" }), user] },
    /thoughtSignature: Expected a signature/,
  ],
  [
    "a call without a user's turn before it",
    { contents: [calls(call("a")), answers(response("a"))] },
    /function call turn comes immediately after/,
  ],
  [
    "a call in a user's turn",
    { contents: [user, answers(call("a")), answers(response("a"))] },
    /function call turn comes immediately after/,
  ],
  [
    "a call without a response",
    { contents: [user, calls(call("a"), call("b", {}, unsigned)), answers(response("a"))] },
    /number of function response parts.*1 for 2/,
  ],
  ["a call at the end", { contents: [user, calls(call("a"))] }, /must not end with function calls/],
  [
    "a response without a call",
    { contents: [user, calls({ text: "a" }), answers(response("a"))] },
    /function response turn comes immediately after/,
  ],
  [
    "a response of another name",
    { contents: [user, calls(call("a")), answers(response("b"))] },
    /"b" answers no call/,
  ],
  [
    "a response with another id",
    { contents: [user, calls(call("a", { id: "1" })), answers(response("a", { id: "2" }))] },
    /"a" \(2\) answers no call/,
  ],
  [
    "a response that is a string",
    { contents: [user, calls(call("a")), answers(response("a", { response: "A" }))] },
    /response: Expected an object/,
  ],
  [
    "arguments that are a string",
    { contents: [user, calls(call("a", { args: "{}" })), answers(response("a"))] },
    /args: Expected an object/,
  ],
  [
    "a name with other characters",
    { contents: [user, calls(call("a b")), answers(response("a b"))] },
    /functionCall\.name/,
  ],
  [
    "an unsigned call of this turn",
    { contents: [user, calls(call("a", {}, unsigned)), answers(response("a"))] },
    /^contents\[1\]\.parts\[0\]: .*missing a thought_signature/,
  ],
  [
    "half of a surrogate pair",
    { contents: [{ role: "user", parts: [{ text: "\udfff" }] }] },
    /surrogate/,
  ],
  [
    "a system instruction that is text",
    { systemInstruction: "Be brief." },
    /^systemInstruction: Expected an object/,
  ],
  [
    "an empty system instruction",
    { systemInstruction: { parts: [{ text: "" }] } },
    /^systemInstruction\.parts\[0\]\.text/,
  ],
  [
    "JSON Schema in place of OpenAPI",
    { tools: tools({ parameters: { type: "object", $defs: {} } }) },
    /Unknown name "\$defs"/,
  ],
  [
    "JSON Schema further in",
    {
      tools: tools({
        parameters: { type: "object", properties: { a: { type: "array", items: { const: 1 } } } },
      }),
    },
    /properties\.a\.items: Unknown name "const"/,
  ],
  [
    "both kinds of schema",
    { tools: tools({ parameters: {}, parametersJsonSchema: {} }) },
    /Only one of parameters/,
  ],
  [
    "a function without a description",
    { tools: tools({ description: undefined }) },
    /description: .*required/,
  ],
  [
    "two functions with one name",
    { tools: [...tools({}), ...tools({})] },
    /Duplicate function declaration found: read/,
  ],
  [
    "a calling mode it does not know",
    { toolConfig: { functionCallingConfig: { mode: "auto" } } },
    /mode: Expected one of AUTO/,
  ],
  [
    "allowed names without a mode for them",
    { toolConfig: { functionCallingConfig: { mode: "AUTO", allowedFunctionNames: ["read"] } } },
    /allowedFunctionNames: May only be set/,
  ],
  [
    "an allowed name that is no function",
    { toolConfig: { functionCallingConfig: { mode: "ANY", allowedFunctionNames: ["x"] } } },
    /no function declaration named "x"/,
  ],
  [
    "a forced call without functions",
    { tools: undefined, toolConfig: { functionCallingConfig: { mode: "ANY" } } },
    /mode: .*needs function declarations/,
  ],
  [
    "a setting it does not know",
    { generationConfig: { max_tokens: 1 } },
    /^generationConfig\.max_tokens/,
  ],
  [
    "a temperature above two",
    { generationConfig: { temperature: 3 } },
    /^generationConfig\.temperature/,
  ],
  [
    "six stop sequences",
    { generationConfig: { stopSequences: [..."abcdef"] } },
    /^generationConfig\.stopSequences: .*at most 5/,
  ],
  [
    "a response schema without its type",
    { generationConfig: { responseJsonSchema: {} } },
    /^generationConfig\.responseMimeType: Must be/,
  ],
  [
    "both response schemas",
    {
      generationConfig: {
        responseMimeType: "application/json",
        responseSchema: {},
        responseJsonSchema: {},
      },
    },
    /May not be set together/,
  ],
  [
    "JSON beside functions on an older model",
    { generationConfig: { responseMimeType: "application/json" } },
    /Function calling with a response mime type/,
    flash,
  ],
  [
    "a budget and a level",
    { generationConfig: { thinkingConfig: { thinkingBudget: 1, thinkingLevel: "LOW" } } },
    /only set one of thinking budget/,
  ],
  [
    "a level on an older model",
    { generationConfig: { thinkingConfig: { thinkingLevel: "LOW" } } },
    /Thinking level is not supported/,
    flash,
  ],
  [
    "a level it does not know",
    { generationConfig: { thinkingConfig: { thinkingLevel: "XHIGH" } } },
    /thinkingLevel: Expected one of/,
  ],
  [
    "a budget of zero on a model that must think",
    { generationConfig: { thinkingConfig: { thinkingBudget: 0 } } },
    /Budget 0 is invalid/,
    { path: path("gemini-2.5-pro") },
  ],
  [
    "thinking on a model that cannot",
    { generationConfig: budget },
    /Thinking is not supported/,
    { path: path("gemini-2.0-flash") },
  ],
  [
    "a stream that is not asked for as events",
    {},
    /^alt: /,
    { path: "/v1beta/models/gemini-3-pro-preview:streamGenerateContent" },
  ],
];

test.each(refused)("%s is refused", (_, changes, problem, given) => {
  expect(problemsOfExample(api, changes, given)).toContainEqual(expect.stringMatching(problem));
});

test("the refusal has the vendor's shape", async () => {
  await using server = await vendorServer();
  const refusal = await postExample(server.url, api, { contents: [] });
  expect([refusal.status, await refusal.json()]).toMatchObject([
    400,
    {
      error: {
        code: 400,
        status: "INVALID_ARGUMENT",
        message: expect.stringMatching(/^\* contents: /),
      },
    },
  ]);
});
