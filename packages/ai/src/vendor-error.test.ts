import { describe, expect, test } from "vitest";
import { AiError } from "./error.ts";
import { errorFromParts, errorFromResponse, errorFromText, toAiError } from "./vendor-error.ts";

const anthropic = (type: string, message: string) => ({ type: "error", error: { type, message } });
const openai = (code: string | null, message: string, type = "invalid_request_error") => ({
  error: { message, type, param: null, code },
});
const google = (status: string, message: string, details: unknown[] = []) => ({
  error: { code: 400, message, status, details },
});

describe("errorFromParts", () => {
  test.each([
    ["Anthropic overloaded", 529, anthropic("overloaded_error", "Overloaded"), "overloaded", true],
    [
      "Anthropic overloaded inside a stream",
      undefined,
      anthropic("overloaded_error", "Overloaded"),
      "overloaded",
      true,
    ],
    [
      "Anthropic rate limit",
      429,
      anthropic("rate_limit_error", "Number of request tokens has exceeded your per-minute limit"),
      "rate_limit",
      true,
    ],
    ["Anthropic key", 401, anthropic("authentication_error", "invalid x-api-key"), "auth", false],
    [
      "Anthropic credit",
      400,
      anthropic(
        "invalid_request_error",
        "Your credit balance is too low to access the Anthropic API.",
      ),
      "quota",
      false,
    ],
    [
      "Anthropic prompt",
      400,
      anthropic("invalid_request_error", "prompt is too long: 208310 tokens > 200000 maximum"),
      "context_overflow",
      false,
    ],
    [
      "Anthropic body",
      413,
      anthropic("request_too_large", "Request exceeds the maximum size"),
      "context_overflow",
      false,
    ],
    ["Anthropic model", 404, anthropic("not_found_error", "model: claude-9"), "not_found", false],
    ["Anthropic server", 500, anthropic("api_error", "Internal server error"), "server", true],
    [
      "OpenAI quota",
      429,
      openai("insufficient_quota", "You exceeded your current quota", "insufficient_quota"),
      "quota",
      false,
    ],
    [
      "OpenAI rate limit",
      429,
      openai("rate_limit_exceeded", "Rate limit reached for gpt-4o", "tokens"),
      "rate_limit",
      true,
    ],
    [
      "OpenAI context",
      400,
      openai("context_length_exceeded", "This model's maximum context length is 128000 tokens."),
      "context_overflow",
      false,
    ],
    ["OpenAI key", 401, openai("invalid_api_key", "Incorrect API key provided"), "auth", false],
    ["OpenAI without a key", 401, openai(null, "You didn't provide an API key."), "auth", false],
    [
      "Ollama without the model",
      404,
      { error: { message: "model 'llama9' not found", type: "api_error" } },
      "not_found",
      false,
    ],
    ["Z.AI key", 401, { error: { code: "1000", message: "Authentication Failed" } }, "auth", false],
    [
      "xAI spending",
      403,
      { error: "Your team has used all available credits or reached its spending limit." },
      "quota",
      false,
    ],
    [
      "OpenAI model",
      404,
      openai("model_not_found", "The model does not exist"),
      "not_found",
      false,
    ],
    [
      "OpenAI filter",
      400,
      openai("content_policy_violation", "Your request was rejected"),
      "content_filter",
      false,
    ],
    [
      "OpenAI server",
      503,
      openai(null, "The engine is currently overloaded", "server_error"),
      "overloaded",
      true,
    ],
    [
      "Google key",
      400,
      google("INVALID_ARGUMENT", "API key not valid. Please pass a valid API key."),
      "invalid_request",
      false,
    ],
    ["Google denied", 403, google("PERMISSION_DENIED", "denied"), "auth", false],
    ["Google busy", 503, google("UNAVAILABLE", "The model is overloaded."), "overloaded", true],
    [
      "Google context",
      400,
      google(
        "INVALID_ARGUMENT",
        "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
      ),
      "context_overflow",
      false,
    ],
    [
      "Z.AI quota",
      429,
      { error: { code: "1308", message: "Usage limit reached for 5 hour." } },
      "quota",
      false,
    ],
    [
      "Z.AI rate",
      429,
      { error: { code: "1302", message: "High concurrency usage" } },
      "rate_limit",
      true,
    ],
    [
      "MiniMax balance",
      undefined,
      { status_code: 1008, status_msg: "insufficient balance" },
      "quota",
      false,
    ],
    [
      "MiniMax rate",
      undefined,
      { status_code: 1002, status_msg: "rate limit" },
      "rate_limit",
      true,
    ],
    ["MiniMax key", undefined, { status_code: 1004, status_msg: "login fail" }, "auth", false],
    [
      "vLLM context",
      400,
      {
        object: "error",
        message: "This model's maximum context length is 4096 tokens.",
        type: "BadRequestError",
        code: 400,
      },
      "context_overflow",
      false,
    ],
    [
      "llama.cpp context",
      400,
      {
        error: {
          code: 400,
          message: "the request exceeds the available context size",
          type: "exceed_context_size_error",
        },
      },
      "context_overflow",
      false,
    ],
    [
      "LiteLLM context",
      400,
      { error: { message: "litellm.ContextWindowExceededError: context window exceeded" } },
      "context_overflow",
      false,
    ],
    ["a gateway's page", 502, "<html>Bad Gateway</html>", "server", true],
    ["no body", 500, "", "server", true],
    ["payment", 402, { error: "Payment Required" }, "quota", false],
    [
      "a throttling text that mentions tokens",
      429,
      { message: "Too many tokens per minute, please slow down" },
      "rate_limit",
      true,
    ],
  ] as const)("classifies %s", (_, status, body, kind, retryable) => {
    const error = errorFromParts({ status, body, provider: "p" });
    expect([error.code, error.retryable]).toEqual([kind, retryable]);
    expect(error.message).not.toBe("");
  });

  test.each([
    [
      503,
      '<!DOCTYPE html>\n<html><title>503 Service Unavailable</title><a href="/billing">Billing</a></html>',
      "503 Service Unavailable",
      "overloaded",
    ],
    [
      502,
      "<html><p>Your usage limit page</p></html>",
      "502 The server answered with a web page.",
      "server",
    ],
    [404, "<html><title> Not here </title></html>", "404 Not here", "not_found"],
  ] as const)("of a web page (%d) the title counts", (status, body, message, kind) => {
    const error = errorFromParts({ status, body, provider: "p" });
    expect([error.message, error.code]).toEqual([message, kind]);
  });

  test("a 429 that says when to come back is a rate limit, even when it speaks of quota and billing", () => {
    const error = errorFromParts({
      status: 429,
      body: google(
        "RESOURCE_EXHAUSTED",
        "You exceeded your current quota, please check your plan and billing details.",
      ),
      retryAfterMs: 34_000,
    });
    expect(error.toMessageError()).toMatchObject({
      kind: "rate_limit",
      retryable: true,
      retryAfterMs: 34_000,
    });
  });

  test("digits in a request id are not a status (pi#11057)", () => {
    expect(
      errorFromParts({ status: 400, body: { message: "Bad field. Request id req_429529503" } })
        .code,
    ).toBe("invalid_request");
  });
});

describe("errorFromResponse", () => {
  test("carries status, the vendor's code and the wait", async () => {
    const response = Response.json(openai("rate_limit_exceeded", "slow down"), {
      status: 429,
      headers: { "retry-after": "3" },
    });
    const error = await errorFromResponse(response, "openai", 0);
    expect(error.toMessageError()).toEqual({
      kind: "rate_limit",
      status: 429,
      code: "rate_limit_exceeded",
      retryable: true,
      retryAfterMs: 3_000,
    });
  });

  test.each([
    [429, "rate_limit_error", "false", false],
    [409, "conflict_error", "true", true],
    [409, "conflict_error", "perhaps", false],
    [401, "authentication_error", "true", false],
  ])(
    "a %i %s that says x-should-retry: %s is retryable: %s",
    async (status, type, said, retryable) => {
      const headers = { "x-should-retry": said };
      const response = Response.json(anthropic(type, "No."), { status, headers });
      expect((await errorFromResponse(response, "anthropic", 0)).retryable).toBe(retryable);
    },
  );
});

test("a code that nobody knows leaves it to the type", () => {
  const error = { type: "invalid_request_error", message: "No.", details: { error_code: "new" } };
  expect(errorFromParts({ body: { type: "error", error } })).toMatchObject({
    code: "invalid_request",
    vendorCode: "new",
  });
});

describe("toAiError", () => {
  test("finds our own error inside what an SDK wrapped it in", () => {
    const inner = new AiError("overloaded", "busy", { status: 529 });
    expect(toAiError(new Error("Connection error.", { cause: inner }))).toBe(inner);
  });

  test.each([
    [
      "a refused connection",
      Object.assign(new Error("x"), {
        cause: Object.assign(new Error("y"), { code: "ECONNREFUSED" }),
      }),
      "network",
    ],
    [
      "undici's body timeout",
      Object.assign(new Error("x"), { code: "UND_ERR_BODY_TIMEOUT" }),
      "network",
    ],
    ["a failed fetch", new TypeError("fetch failed"), "network"],
    ["an abort", new DOMException("stop", "AbortError"), "aborted"],
    ["a timeout", new DOMException("late", "TimeoutError"), "timeout"],
    [
      "an SDK's status error",
      Object.assign(new Error("x"), { status: 401, error: { message: "no" } }),
      "auth",
    ],
    ["a bug of the caller", new Error("boom"), "invalid_request"],
    ["a string", "boom", "invalid_request"],
  ])("knows %s", (_, cause, code) => {
    expect(toAiError(cause).code).toBe(code);
  });
});

describe("errorFromText", () => {
  test.each([
    [
      '529 {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}',
      "overloaded",
      true,
    ],
    ["401 invalid x-api-key", "auth", false],
    ["500 status code (no body)", "server", true],
    ["prompt is too long: 213462 tokens > 200000 maximum", "context_overflow", false],
    ["You exceeded your current quota", "quota", false],
    ["Overloaded", "overloaded", true],
    ["Connection error.", "network", true],
    ["Request timed out.", "timeout", true],
    ["No API key for provider: anthropic", "auth", false],
    ["An unknown error occurred", "invalid_request", false],
  ])("%s is %s", (text, code, retryable) => {
    expect(errorFromText(text)).toMatchObject({ code, retryable, message: text });
  });
});
