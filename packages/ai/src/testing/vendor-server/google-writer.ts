import type { ErrorKind } from "../../message.ts";
import { type Answer, type AnswerBlock, estimateTokens } from "../answer.ts";
import { splitText } from "../split-text.ts";
import { stepError } from "../step-error.ts";
import { parsedArguments } from "./parsed-arguments.ts";
import type { Refusal, VendorCall, VendorFailure } from "./protocol.ts";

/**
 * An answer as chunks of `streamGenerateContent`. Arguments of a call come whole, and the signature of a thought rides
 * on the next call or, when there is none, on an empty text part behind the text.
 *
 * @see https://ai.google.dev/api/generate-content
 * @see https://ai.google.dev/gemini-api/docs/thought-signatures
 */
export function googleOpening(answer: Answer, call: VendorCall): object[] {
  return partsOf(answer, answer.deltaSize).map((part) =>
    response(call, answer, { content: { parts: [part], role: "model" }, index: 0 }),
  );
}

export function googleEnding(answer: Answer, call: VendorCall): object[] {
  const content = { parts: [{ text: "" }], role: "model" };
  return [response(call, answer, { content, ...finishOf(answer), index: 0 })];
}

/** An answer as one response. */
export function googleWhole(answer: Answer, call: VendorCall): object {
  return response(call, answer, {
    content: { parts: partsOf(answer, Number.POSITIVE_INFINITY), role: "model" },
    ...finishOf(answer),
    index: 0,
  });
}

/** @see https://ai.google.dev/gemini-api/docs/troubleshooting */
export function googleRefusal(failure: VendorFailure): Refusal {
  return {
    status: failure.status ?? errors[failure.kind].code,
    headers: {},
    body: errorBody(failure),
  };
}

/** A chunk that is a `google.rpc.Status`. */
export function googleStreamErrors(failure: VendorFailure): object[] {
  return [errorBody(failure)];
}

function errorBody(failure: VendorFailure): object {
  const usual = errors[failure.kind];
  const text = failure.message ?? usual.message ?? stepError(failure).message;
  const details = detailsOf(failure);
  return {
    error: {
      code: failure.status ?? usual.code,
      message: failure.field ? `* ${failure.field}: ${text}` : text,
      status: statusName(failure),
      ...(details.length > 0 && { details }),
    },
  };
}

interface UsualError {
  code: number;
  status: string;
  message?: string;
}

const errors: Record<ErrorKind, UsualError> = {
  auth: {
    code: 400,
    status: "INVALID_ARGUMENT",
    message: "API key not valid. Please pass a valid API key.",
  },
  rate_limit: {
    code: 429,
    status: "RESOURCE_EXHAUSTED",
    message: "Resource has been exhausted (e.g. check quota).",
  },
  overloaded: {
    code: 503,
    status: "UNAVAILABLE",
    message: "The model is overloaded. Please try again later.",
  },
  quota: {
    code: 429,
    status: "RESOURCE_EXHAUSTED",
    message: "You exceeded your current quota, please check your plan and billing details.",
  },
  context_overflow: {
    code: 400,
    status: "INVALID_ARGUMENT",
    message:
      "The input token count (1250000) exceeds the maximum number of tokens allowed (1048576).",
  },
  invalid_request: { code: 400, status: "INVALID_ARGUMENT" },
  content_filter: { code: 400, status: "INVALID_ARGUMENT" },
  not_found: { code: 404, status: "NOT_FOUND" },
  network: { code: 502, status: "UNAVAILABLE" },
  timeout: { code: 504, status: "DEADLINE_EXCEEDED", message: "Deadline expired." },
  server: { code: 500, status: "INTERNAL", message: "An internal error has occurred." },
  aborted: { code: 499, status: "CANCELLED" },
};

function statusName({ kind, status }: VendorFailure): string {
  if (status === 401) return "UNAUTHENTICATED";
  if (status === 403) return "PERMISSION_DENIED";
  return errors[kind].status;
}

function detailsOf({ kind, status, retryAfterMs }: VendorFailure): object[] {
  const details: object[] = [];
  if (kind === "auth" && status === undefined) {
    details.push({
      "@type": "type.googleapis.com/google.rpc.ErrorInfo",
      reason: "API_KEY_INVALID",
      domain: "googleapis.com",
      metadata: { service: "generativelanguage.googleapis.com" },
    });
  }
  if (retryAfterMs !== undefined) {
    details.push({
      "@type": "type.googleapis.com/google.rpc.RetryInfo",
      retryDelay: `${retryAfterMs / 1_000}s`,
    });
  }
  return details;
}

function response(call: VendorCall, answer: Answer, candidate: object): object {
  return {
    candidates: [candidate],
    usageMetadata: usageOf(answer, call),
    modelVersion: call.model,
    responseId: `scripted-${call.index + 1}`,
  };
}

function partsOf(answer: Answer, deltaSize: number): object[] {
  const parts: object[] = [];
  const signature = signatureOf(answer);
  let signedCall = false;
  for (const block of answer.blocks) {
    if (block.type === "thinking") {
      const thought = block.redacted ? "" : block.thinking;
      for (const text of splitText(thought, deltaSize)) parts.push({ text, thought: true });
    } else if (block.type === "text") {
      for (const text of splitText(block.text, deltaSize)) parts.push({ text });
    } else if (parsedArguments(block.rawArguments) !== undefined) {
      const signed = signedCall || signature === "" ? {} : { thoughtSignature: signature };
      signedCall = true;
      parts.push({ functionCall: functionCall(block), ...signed });
    }
  }
  const thought = answer.blocks.some((block) => block.type === "thinking");
  if (thought && !signedCall && signature !== "") {
    parts.push({ text: "", thoughtSignature: signature });
  }
  return parts;
}

/** The first call of an answer is always signed, even if its thought is not shown; a script that wants none says `""`. */
function signatureOf(answer: Answer): string {
  const thinking = answer.blocks.find((block) => block.type === "thinking");
  const given = thinking?.type === "thinking" ? thinking.signature : undefined;
  return given ?? "c2NyaXB0ZWQgc2lnbmF0dXJl";
}

function functionCall(block: Extract<AnswerBlock, { type: "toolCall" }>): object {
  return { id: block.id, name: block.name, args: parsedArguments(block.rawArguments) };
}

function finishOf(answer: Answer): object {
  if (answer.error?.kind === "content_filter") {
    return {
      finishReason: "SAFETY",
      ...(answer.error.message && { finishMessage: answer.error.message }),
    };
  }
  // arguments are an object on this wire, so a call that cannot be read ends the answer instead
  const malformed = answer.blocks.find(
    (block) => block.type === "toolCall" && parsedArguments(block.rawArguments) === undefined,
  );
  if (malformed?.type === "toolCall") {
    return {
      finishReason: "MALFORMED_FUNCTION_CALL",
      finishMessage: `Malformed function call: ${malformed.name}(${malformed.rawArguments})`,
    };
  }
  return { finishReason: answer.stopReason === "length" ? "MAX_TOKENS" : "STOP" };
}

/** `promptTokenCount` includes what the cache read, `candidatesTokenCount` leaves out the thoughts. */
function usageOf(answer: Answer, call: VendorCall) {
  const { input, output, cacheRead, cacheWrite, reasoning = 0 } = answer.usage;
  const prompt =
    (input ?? estimateTokens(JSON.stringify(call.body).length)) + cacheRead + cacheWrite;
  return {
    promptTokenCount: prompt,
    candidatesTokenCount: output - reasoning,
    totalTokenCount: prompt + output,
    ...(cacheRead > 0 && { cachedContentTokenCount: cacheRead }),
    promptTokensDetails: [{ modality: "TEXT", tokenCount: prompt }],
    ...(reasoning > 0 && { thoughtsTokenCount: reasoning }),
  };
}
