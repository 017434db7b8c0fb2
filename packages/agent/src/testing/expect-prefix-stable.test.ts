import { expect, test } from "vitest";
import { assertPrefixStable, type PromptPrefix } from "./expect-prefix-stable.ts";

const user = (text: string) => ({ role: "user" as const, content: text, timestamp: 1 });
const tool = (name: string) => ({ name, description: "d", parameters: { type: "object" } });
const request: PromptPrefix = {
  systemPrompt: "Be brief, grüß alle.",
  tools: [tool("a")],
  messages: [user("hello"), user("again")],
};

test("a request that goes on from the last one is stable, whatever else its tools carry", () => {
  const next = {
    ...request,
    tools: [{ ...tool("a"), label: "A" }],
    messages: [...request.messages, user("more")],
  };
  expect(() => assertPrefixStable(request, next)).not.toThrow();
  expect(() => assertPrefixStable(request, request)).not.toThrow();
});

test.each<[string, PromptPrefix, RegExp]>([
  [
    "a changed system prompt",
    { ...request, systemPrompt: "Be brief, grüß keinen." },
    /^The prefix changed at byte 82, byte 18 of systemPrompt: it was .*alle.*, it is .*keinen/,
  ],
  [
    "a new tool",
    { ...request, tools: [tool("a"), tool("b")] },
    /^The prefix changed at byte 62, byte 62 of tools: it was .*, it is .*\\"b\\"/,
  ],
  [
    "a changed message",
    { ...request, messages: [user("hello"), user("Again")] },
    /of messages\[1\] \(user\): it was .*again.*, it is .*Again/,
  ],
  ["a lost message", { ...request, messages: [user("hello")] }, /byte 0 of messages\[1\].*nothing/],
])("%s is found at its first different byte", (_, next, message) => {
  expect(() => assertPrefixStable(request, next)).toThrow(message);
});

test("bytes are counted as they are sent, in the order tools, system prompt, messages", () => {
  const sent = `${JSON.stringify(request.tools)}\n"Be brief, grüß `;
  const next = { ...request, systemPrompt: "Be brief, grüß keinen." };
  const at = Buffer.byteLength(sent);
  expect(() => assertPrefixStable(request, next)).toThrow(`at byte ${at},`);
});
