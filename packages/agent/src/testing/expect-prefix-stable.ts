import { AssertionError } from "node:assert/strict";
import type { TurnRequest } from "@argent/ai";

/** What a vendor caches of a request. */
export type PromptPrefix = Pick<TurnRequest, "systemPrompt" | "tools" | "messages">;

/**
 * Holds two consecutive requests of one conversation against each other: the next one must begin with the previous one,
 * byte for byte, or the vendor's cache is lost. Serialised in the order in which vendors cache: tools, system prompt,
 * messages.
 *
 * @throws AssertionError that names the part and the first byte that differs.
 */
export function assertPrefixStable(previousRequest: PromptPrefix, nextRequest: PromptPrefix): void {
  const previous = serialise(previousRequest);
  const next = serialise(nextRequest);
  let offset = 0;
  for (const [index, part] of previous.entries()) {
    const other = next[index]?.bytes ?? Buffer.alloc(0);
    if (!part.bytes.equals(other)) throw broken(part, other, offset);
    offset += part.bytes.length;
  }
}

interface Part {
  name: string;
  bytes: Buffer;
}

function serialise({ systemPrompt = "", tools = [], messages }: PromptPrefix): Part[] {
  const sent = tools.map(({ name, description, parameters }) => ({
    name,
    description,
    parameters,
  }));
  const part = (name: string, value: unknown) => ({
    name,
    bytes: Buffer.from(`${JSON.stringify(value)}\n`),
  });
  return [
    part("tools", sent),
    part("systemPrompt", systemPrompt),
    ...messages.map((message, index) => part(`messages[${index}] (${message.role})`, message)),
  ];
}

function broken({ name, bytes }: Part, other: Buffer, offset: number): AssertionError {
  const at = firstDifference(bytes, other);
  const [before, now] = [excerpt(bytes, at), excerpt(other, at)];
  return new AssertionError({
    message: `The prefix changed at byte ${offset + at}, byte ${at} of ${name}: it was ${before}, it is ${now}. Everything after it is no longer in the vendor's cache.`,
    actual: now,
    expected: before,
  });
}

function firstDifference(a: Buffer, b: Buffer): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at += 1;
  return at;
}

function excerpt(bytes: Buffer, at: number): string {
  if (at >= bytes.length) return "nothing";
  return JSON.stringify(bytes.toString("utf8", Math.max(0, at - 30), at + 30));
}
