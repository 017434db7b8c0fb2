import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AssistantMessage } from "../../message.ts";
import { openaiCompatible } from "../../providers/openai-compatible.ts";
import { testModel } from "../../testing/test-model.ts";
import { arrayField, type Fields, numberField, recordField, recordOf } from "../fields.ts";

/** Streams recorded from real services lie beside the repository where there are any. */
const folder = fileURLToPath(
  new URL("../../../../../../shared/fixtures/wire/openai-completions/", import.meta.url),
);
const recordings = existsSync(folder)
  ? readdirSync(folder).filter((name) => name.endsWith(".chunks.txt"))
  : [];

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

    test(`${name} cut anywhere before its finish reason ends with exactly one error`, async () => {
      const final = payloads.findIndex((payload) => choiceOf(payload).finish_reason);
      const end = framed(lines.slice(0, final)).length;
      await fc.assert(
        fc.asyncProperty(fc.nat({ max: end }), async (length) => {
          const { message, terminals } = await decode([framed(lines).subarray(0, length)]);
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
  const events = [...lines, "[DONE]"].map((line) => `${comment}data: ${line}${newline}${newline}`);
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
  const baseUrl = "https://llm.example/v1";
  const provider = openaiCompatible({
    baseUrl,
    clock: { now: () => 0, after: () => () => {} },
    fetch: async () =>
      new Response(ReadableStream.from(chunks), {
        headers: { "content-type": "text/event-stream" },
      }),
  });
  const messages = [{ role: "user" as const, content: "hello", timestamp: 0 }];
  const events = await Array.fromAsync(
    provider.stream({ model: testModel({ baseUrl }), messages }),
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
  prompt: number;
  output: number;
  stopReason: string;
}

function partsOf({ content, usage, stopReason }: AssistantMessage): Parts {
  return {
    text: content.map((block) => (block.type === "text" ? block.text : "")).join(""),
    thinking: content.map((block) => (block.type === "thinking" ? block.thinking : "")).join(""),
    calls: content.flatMap((block) =>
      block.type === "toolCall"
        ? [{ id: block.id, name: block.name, arguments: block.arguments }]
        : [],
    ),
    prompt: usage.input + usage.cacheRead + usage.cacheWrite,
    output: usage.output,
    stopReason,
  };
}

function choiceOf(payload: Fields): Fields {
  return recordOf(arrayField(payload, "choices")[0]);
}

function naive(payloads: Fields[]): Parts {
  const deltas = payloads.map((payload) => recordField(choiceOf(payload), "delta"));
  const joined = (values: unknown[]) => values.map((value) => value ?? "").join("");
  const pieces = deltas.flatMap((delta) => arrayField(delta, "tool_calls")).map(recordOf);
  const indexes = [...new Set(pieces.map((piece) => piece.index))];
  const usage = recordOf(payloads.map((payload) => payload.usage).findLast(Boolean));
  const reasons = payloads.map((payload) => choiceOf(payload).finish_reason).filter(Boolean);
  return {
    text: joined(deltas.map((delta) => delta.content)),
    thinking: joined(deltas.map((delta) => delta.reasoning_content ?? delta.reasoning)),
    calls: indexes.map((index) => {
      const own = pieces.filter((piece) => piece.index === index);
      const functions = own.map((piece) => recordField(piece, "function"));
      return {
        id: own[0]?.id,
        name: functions[0]?.name,
        arguments: JSON.parse(joined(functions.map((body) => body.arguments))),
      };
    }),
    prompt: numberField(usage, "prompt_tokens") ?? 0,
    output: numberField(usage, "completion_tokens") ?? 0,
    stopReason: reasons.includes("tool_calls") ? "toolUse" : "stop",
  };
}
