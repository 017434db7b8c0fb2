import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { StreamEvent } from "../../event.ts";
import type { AssistantMessage } from "../../message.ts";
import type { Model } from "../../model.ts";
import { anthropic } from "../../providers/anthropic.ts";
import { type Fields, isRecord, numberField, recordField, stringField } from "../fields.ts";

/** Streams recorded from real services lie beside the repository where there are any. */
const folder = fileURLToPath(
  new URL("../../../../../../shared/fixtures/wire/anthropic-messages/", import.meta.url),
);
const recordings = existsSync(folder)
  ? readdirSync(folder).filter((name) => name.endsWith(".chunks.txt"))
  : [];

const model: Model = {
  id: "recorded",
  name: "Recorded",
  api: "anthropic-messages",
  provider: "anthropic",
  baseUrl: "https://api.anthropic.com",
  input: ["text"],
  contextWindow: 200_000,
  maxTokens: 64_000,
  reasoning: false,
  vision: false,
};

describe.runIf(recordings.length > 0)("recordings", () => {
  for (const name of recordings) {
    const lines = readFileSync(`${folder}${name}`, "utf8").split("\n").filter(Boolean);
    const payloads = lines.map((line): Fields => JSON.parse(line));

    test(`${name} gives what a naive reading of its payloads gives`, async () => {
      const { message, terminals } = await decode([framed(lines)]);
      expect(terminals).toBe(1);
      expect(partsOf(message)).toEqual(naive(payloads));
    });

    test(`${name} gives the same however its bytes are framed and split`, async () => {
      const plain = await decode([framed(lines)]);
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom("\n", "\r\n"),
          fc.boolean(),
          fc.array(fc.nat({ max: 400 }), { minLength: 1, maxLength: 40 }),
          async (newline, comments, sizes) => {
            const bytes = framed(lines, newline, comments);
            expect(await decode(split(bytes, sizes))).toEqual(plain);
          },
        ),
        { numRuns: 15 },
      );
    });

    test(`${name} cut anywhere ends with exactly one error`, async () => {
      const bytes = framed(lines);
      const lastEvent = bytes.length - Buffer.byteLength(`${lines.at(-1)}\n\n`);
      await fc.assert(
        fc.asyncProperty(fc.nat({ max: lastEvent }), async (length) => {
          const { message, terminals } = await decode([bytes.subarray(0, length)]);
          expect(terminals).toBe(1);
          expect(message.stopReason).toBe("error");
        }),
        { numRuns: 40 },
      );
    });
  }
});

function framed(lines: string[], newline = "\n", comments = false): Uint8Array {
  const comment = comments ? `: keep-alive${newline}${newline}` : "";
  const events = lines.map(
    (line) =>
      `${comment}event: ${JSON.parse(line).type}${newline}data: ${line}${newline}${newline}`,
  );
  return new TextEncoder().encode(events.join(""));
}

/** Cuts the bytes into pieces of these sizes, over and over. */
function split(bytes: Uint8Array, sizes: number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let start = 0, turn = 0; start < bytes.length; turn++) {
    const size = 1 + (sizes[turn % sizes.length] ?? 0);
    pieces.push(bytes.subarray(start, start + size));
    start += size;
  }
  return pieces;
}

async function decode(
  chunks: Uint8Array[],
): Promise<{ message: AssistantMessage; terminals: number }> {
  const provider = anthropic({
    apiKey: "key",
    clock: { now: () => 0, after: () => () => {} },
    fetch: async () =>
      new Response(ReadableStream.from(chunks), {
        headers: { "content-type": "text/event-stream" },
      }),
  });
  const events: StreamEvent[] = await Array.fromAsync(
    provider.stream({ model, messages: [{ role: "user", content: "hello", timestamp: 0 }] }),
  );
  const ends = events.filter((event) => event.type === "done" || event.type === "error");
  const [end] = ends;
  if (end === undefined) throw new Error("The stream has no terminal event.");
  return { message: end.type === "done" ? end.message : end.error, terminals: ends.length };
}

interface Parts {
  text: string;
  thinking: string;
  calls: unknown[];
  input: number;
  output: number;
  failed: boolean;
}

function partsOf(message: AssistantMessage): Parts {
  const texts = message.content.map((block) => (block.type === "text" ? block.text : ""));
  const thoughts = message.content.map((block) =>
    block.type === "thinking" ? block.thinking : "",
  );
  return {
    text: texts.join(""),
    thinking: thoughts.join(""),
    calls: message.content.flatMap((block) =>
      block.type === "toolCall"
        ? [{ id: block.id, name: block.name, arguments: block.arguments }]
        : [],
    ),
    input: message.usage.input,
    output: message.usage.output,
    failed: message.stopReason === "error",
  };
}

function naive(payloads: Fields[]): Parts {
  const deltas = payloads.map((payload) => ({
    ...recordField(payload, "delta"),
    at: payload.index,
  }));
  const joined = (field: string, index?: unknown) =>
    deltas
      .filter((delta) => index === undefined || delta.at === index)
      .map((delta) => stringField(delta, field) ?? "")
      .join("");
  const calls = payloads.flatMap((payload) => {
    const block = recordField(payload, "content_block");
    if (block.type !== "tool_use") return [];
    const raw = joined("partial_json", payload.index);
    return [{ id: block.id, name: block.name, arguments: raw ? JSON.parse(raw) : block.input }];
  });
  const usages = payloads
    .flatMap((payload) => [payload.usage, recordField(payload, "message").usage])
    .filter(isRecord);
  return {
    text: joined("text"),
    thinking: joined("thinking"),
    calls,
    input: Math.max(...usages.map((usage) => numberField(usage, "input_tokens") ?? 0)),
    output: Math.max(...usages.map((usage) => numberField(usage, "output_tokens") ?? 0)),
    failed: deltas.some((delta) => stringField(delta, "stop_reason") === "refusal"),
  };
}
