import type { ErrorKind } from "../../src/message.ts";

/** How a vendor refuses a request: the status, the body, and what that is. */
export type ErrorBody = readonly [status: number, body: unknown, kind: ErrorKind];

const claude = (type: string, message: string, error_code?: string) => ({
  type: "error",
  error: { type, message, ...(error_code && { details: { error_code } }) },
});
const gpt = (code: string | null, message: string, type = "invalid_request_error") => ({
  error: { message, type, param: null, code },
});
const gemini = (code: number, status: string, message: string, reason?: object) => ({
  error: { code, message, status, ...(reason && { details: [reason] }) },
});
const coded = (code: string | number, message: string) => ({ error: { code, message } });
const grok = (code: string, error: string) => ({ code, error });
const base = (status_code: number, status_msg: string) => ({
  base_resp: { status_code, status_msg },
});
const retryInfo = { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "34.4s" };
const keyInvalid = {
  "@type": "type.googleapis.com/google.rpc.ErrorInfo",
  reason: "API_KEY_INVALID",
};
const page = "<html><head><title>502 Bad Gateway</title></head></html>";
const checkPlan = "You exceeded your current quota, please check your plan and billing details.";
const perMinute = "Rate limit reached for gpt-4o on tokens per min (TPM): Limit 30000.";
const tooLarge = "Request too large for gpt-4o on tokens per min (TPM): Limit 30000.";

/** By endpoint; `openai-compatible` stands for what servers of many makers say. */
export const errorBodies: Readonly<Record<string, readonly ErrorBody[]>> = {
  anthropic: [
    [400, claude("invalid_request_error", "messages: at least one is required"), "invalid_request"],
    [400, claude("invalid_request_error", "prompt is too long: 208310 tokens"), "context_overflow"],
    [400, claude("invalid_request_error", "Your credit balance is too low."), "quota"],
    [400, claude("invalid_request_error", "You have reached your API usage limits."), "quota"],
    [401, claude("authentication_error", "invalid x-api-key"), "auth"],
    [401, claude("authentication_error", "OAuth token has expired."), "auth"],
    [402, claude("billing_error", "Payment is required."), "quota"],
    [403, claude("permission_error", "Your API key does not have permission."), "auth"],
    [404, claude("not_found_error", "model: claude-9"), "not_found"],
    [413, claude("request_too_large", "Request exceeds the maximum size"), "context_overflow"],
    [429, claude("rate_limit_error", "40,000 input tokens per minute"), "rate_limit"],
    [429, claude("rate_limit_error", "Grow slower.", "ramp_limit_exceeded"), "rate_limit"],
    [429, claude("rate_limit_error", "No more.", "enforced_spend_limit_reached"), "quota"],
    [429, claude("rate_limit_error", "No more.", "contract_spend_limit_reached"), "quota"],
    [500, claude("api_error", "Internal server error"), "server"],
    [502, page, "server"],
    [504, claude("timeout_error", "Request timed out"), "timeout"],
    [529, claude("overloaded_error", "Overloaded"), "overloaded"],
  ],
  "openai (chat)": [
    [400, gpt("context_length_exceeded", "The maximum is 128000 tokens."), "context_overflow"],
    [400, gpt("unsupported_parameter", "'max_tokens' is not supported."), "invalid_request"],
    [400, gpt("unsupported_value", "'temperature' does not support 0.5."), "invalid_request"],
    [400, gpt("invalid_function_parameters", "Invalid schema."), "invalid_request"],
    [400, gpt("content_policy_violation", "Your request was rejected."), "content_filter"],
    [400, gpt("billing_hard_limit_reached", "Billing hard limit has been reached"), "quota"],
    [401, gpt("invalid_api_key", "Incorrect API key provided: sk-abc."), "auth"],
    [401, gpt(null, "You didn't provide an API key."), "auth"],
    [403, gpt("unsupported_country_region_territory", "Not supported"), "auth"],
    [404, gpt("model_not_found", "The model `gpt-9` does not exist."), "not_found"],
    [429, gpt("insufficient_quota", checkPlan, "insufficient_quota"), "quota"],
    [429, gpt("rate_limit_exceeded", perMinute, "tokens"), "rate_limit"],
    [429, gpt("rate_limit_exceeded", tooLarge, "tokens"), "rate_limit"],
    [500, gpt(null, "The server had an error.", "server_error"), "server"],
    [503, gpt(null, "The engine is currently overloaded", "server_error"), "overloaded"],
  ],
  openai: [
    [400, gpt("context_length_exceeded", "Please adjust your input."), "context_overflow"],
    [400, gpt("invalid_prompt", "Limited for safety reasons."), "content_filter"],
    [400, gpt(null, "Item 'rs_1' lacks its following item."), "invalid_request"],
    [404, gpt(null, "Item with id 'rs_1' not found."), "not_found"],
    [429, gpt("slow_down", "Please reduce your request rate."), "overloaded"],
    [503, gpt("server_is_overloaded", "Our servers are overloaded."), "overloaded"],
  ],
  google: [
    [400, gemini(400, "INVALID_ARGUMENT", "API key not valid.", keyInvalid), "auth"],
    [
      400,
      gemini(400, "INVALID_ARGUMENT", "The input token count (1) exceeds the maximum number (0)."),
      "context_overflow",
    ],
    [400, gemini(400, "INVALID_ARGUMENT", "A thought_signature is missing."), "invalid_request"],
    [400, gemini(400, "FAILED_PRECONDITION", "Location not supported."), "invalid_request"],
    [401, gemini(401, "UNAUTHENTICATED", "Invalid credentials."), "auth"],
    [403, gemini(403, "PERMISSION_DENIED", "The caller lacks permission."), "auth"],
    [404, gemini(404, "NOT_FOUND", "models/gemini-9 is not found"), "not_found"],
    [429, gemini(429, "RESOURCE_EXHAUSTED", checkPlan, retryInfo), "rate_limit"],
    [429, gemini(429, "RESOURCE_EXHAUSTED", checkPlan), "quota"],
    [429, gemini(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted."), "rate_limit"],
    [500, gemini(500, "INTERNAL", "An internal error has occurred."), "server"],
    [503, gemini(503, "UNAVAILABLE", "The model is overloaded."), "overloaded"],
    [504, gemini(504, "DEADLINE_EXCEEDED", "The request timed out."), "timeout"],
  ],
  "xai (chat)": [
    [
      400,
      grok("Client specified an invalid argument", "This model's maximum prompt length is 131072."),
      "context_overflow",
    ],
    [403, grok("The caller does not have permission", "The key is blocked."), "auth"],
    [403, grok("The caller does not have permission", "Your spending limit is reached."), "quota"],
    [404, grok("Some requested entity was not found", "grok-9 does not exist."), "not_found"],
    [429, grok("Some resource has been exhausted", "480 requests per minute"), "rate_limit"],
    [503, grok("The service is currently unavailable", "At capacity."), "overloaded"],
  ],
  minimax: [
    [200, base(1000, "unknown error"), "server"],
    [200, base(1001, "request timeout"), "timeout"],
    [200, base(1002, "rate limit"), "rate_limit"],
    [200, base(1004, "login fail"), "auth"],
    [200, base(1008, "insufficient balance"), "quota"],
    [200, base(1013, "internal service error"), "server"],
    [200, base(1026, "input new_sensitive"), "content_filter"],
    [200, base(1027, "output new_sensitive"), "content_filter"],
    [200, base(2013, "invalid params, messages is empty"), "invalid_request"],
    [200, base(2049, "invalid api key"), "auth"],
  ],
  "minimax (messages)": [
    [401, claude("authentication_error", "login fail"), "auth"],
    [429, claude("rate_limit_error", "rate limit exceeded(RPM) (1002)"), "rate_limit"],
    [500, claude("api_error", "insufficient balance (1008)"), "quota"],
  ],
  zai: [
    [400, coded("1210", "Incorrect API call parameters."), "invalid_request"],
    [400, coded("1261", "Prompt exceeds max length"), "context_overflow"],
    [400, coded("1301", "Potentially unsafe or sensitive content."), "content_filter"],
    [401, coded("1000", "Authentication Failed"), "auth"],
    [401, coded("1001", "No authentication parameter was received."), "auth"],
    [401, coded("1002", "Invalid authentication token."), "auth"],
    [429, coded("1113", "Your account is in arrears. Please recharge."), "quota"],
    [400, coded("1211", "Unknown model."), "not_found"],
    [429, coded("1112", "Your account has been locked."), "auth"],
    [429, coded("1309", "Your GLM Coding Plan package has expired."), "quota"],
    [429, coded("1311", "The subscription does not include this model."), "auth"],
    [429, coded("1312", "This model is in high demand. Try another one."), "overloaded"],
    [429, coded("1302", "High concurrency usage of this API"), "rate_limit"],
    [429, coded("1305", "The model is experiencing high demand"), "overloaded"],
    [429, coded("1308", "Usage limit reached for 5 hour."), "quota"],
    [500, coded("500", "Internal network failure"), "server"],
  ],
  "openai-compatible": [
    [400, { error: { message: "litellm.ContextWindowExceededError" } }, "context_overflow"],
    [400, { message: "The maximum context length is 4096 tokens.", code: 400 }, "context_overflow"],
    [400, coded(400, "the request exceeds the available context size"), "context_overflow"],
    [400, { message: "Input is too long for requested model." }, "context_overflow"],
    [400, { error: "The prompt is greater than the context length." }, "context_overflow"],
    [400, coded("context_length_exceeded", "Reduce the length."), "context_overflow"],
    [401, { error: "Unauthorized" }, "auth"],
    [402, gpt("invalid_request_error", "Insufficient Balance", "unknown_error"), "quota"],
    [402, coded(402, "This request requires more credits."), "quota"],
    [404, { error: { message: "model 'llama9' not found", type: "api_error" } }, "not_found"],
    [408, coded(408, "Request timeout"), "timeout"],
    [413, "Request Entity Too Large", "context_overflow"],
    [429, { message: "Too many tokens, please wait before trying again." }, "rate_limit"],
    [429, { message: "Rate limit exceeded", type: "rate_limited", code: "1300" }, "rate_limit"],
    [500, { detail: "CUDA out of memory" }, "server"],
    [502, coded(502, "Provider returned error"), "server"],
    [503, { error: { message: "Loading model", type: "unavailable_error" } }, "overloaded"],
    [520, "error code: 520", "server"],
  ],
};
