import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AssistantMessage } from "../message.ts";
import type { Provider } from "../provider.ts";
import { google } from "../providers/google.ts";
import { openai } from "../providers/openai.ts";
import { testModel } from "../testing/test-model.ts";
import { arrayField, type Fields, numberField, recordField, recordOf } from "./fields.ts";
import type { ProviderOptions } from "./wire-provider.ts";

/** Streams recorded from real services lie beside the repository where there are any. */
const folder = fileURLToPath(new URL("../../../../../shared/fixtures/wire/", import.meta.url));

interface Protocol {
  api: string;
  provider(options: ProviderOptions): Provider;
  /** Whether nothing more is expected after this payload. */
  isLast(payload: Fields): boolean;
  /** What the payloads say, read without any state. */
  naive(payloads: readonly Fields[]): Parts;
}

interface Parts {
  text: string;
  thinking: string;
  calls: unknown[];
  /** Tokens. */
  prompt: number;
  output: number;
}

const protocols: Protocol[] = [
  { api: "openai-responses", provider: openai, isLast: isClosing, naive: naiveResponse },
  { api: "google-generative-ai", provider: google, isLast: isFinished, naive: naiveCandidate },
];

for (const protocol of protocols) {
  const recordings = recordingsOf(protocol);
  describe.runIf(recordings.length > 0)(protocol.api, () => {
    describe.each(recordings)("$name", ({ lines }) => {
      const { payloads, isWhole } = readable(lines, protocol);

      test("gives what a naive reading of its payloads gives", async () => {
        const { message, terminals } = await decode(protocol, [framed(lines)]);
        expect(terminals).toBe(1);
        expect(message.stopReason === "error").toBe(!isWhole);
        expect(partsOf(message)).toEqual(protocol.naive(payloads));
      });

      test("gives the same however its bytes are framed and split", async () => {
        const plain = await decode(protocol, [framed(lines)]);
        await fc.assert(
          fc.asyncProperty(
            fc.constantFrom("\n", "\r\n"),
            fc.boolean(),
            fc.array(fc.nat({ max: 400 }), { minLength: 1, maxLength: 40 }),
            async (newline, comments, sizes) => {
              const bytes = framed(lines, newline, comments);
              expect(await decode(protocol, split(bytes, sizes))).toEqual(plain);
            },
          ),
          { numRuns: 15 },
        );
      });

      test("cut anywhere ends with exactly one error", async () => {
        const bytes = framed(lines);
        const beforeLast = framed(lines.slice(0, payloads.length - 1)).length;
        await fc.assert(
          fc.asyncProperty(fc.nat({ max: beforeLast }), async (length) => {
            const { message, terminals } = await decode(protocol, [bytes.subarray(0, length)]);
            expect(terminals).toBe(1);
            expect(message.stopReason).toBe("error");
          }),
          { numRuns: 40 },
        );
      });
    });
  });
}

function recordingsOf({ api }: Protocol): { name: string; lines: string[] }[] {
  if (!existsSync(folder + api)) return [];
  const names = readdirSync(folder + api).filter((name) => name.endsWith(".chunks.txt"));
  return names.map((name) => {
    const text = readFileSync(`${folder}${api}/${name}`, "utf8");
    return { name, lines: text.split("\n").filter(Boolean) };
  });
}

/** The payloads up to the last one, or to the first that is not JSON or an error, which is where reading must end. */
function readable(lines: string[], { isLast }: Protocol): { payloads: Fields[]; isWhole: boolean } {
  const payloads: Fields[] = [];
  for (const line of lines) {
    let payload: Fields;
    try {
      payload = recordOf(JSON.parse(line));
    } catch {
      return { payloads, isWhole: false }; // some recordings are broken, as published
    }
    payloads.push(payload);
    if (payload.type === "error") return { payloads, isWhole: false };
    if (isLast(payload)) break;
  }
  return { payloads, isWhole: true };
}

function framed(lines: string[], newline = "\n", comments = false): Uint8Array {
  const comment = comments ? `: keep-alive${newline}${newline}` : "";
  const events = lines.map((line) => `${comment}data: ${line}${newline}${newline}`);
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
  { api, provider }: Protocol,
  chunks: Uint8Array[],
): Promise<{ message: AssistantMessage; terminals: number }> {
  const baseUrl = "https://llm.example/v1";
  const { stream } = provider({
    apiKey: "key",
    baseUrl,
    clock: { now: () => 0, after: () => () => {} },
    fetch: async () =>
      new Response(ReadableStream.from(chunks), {
        headers: { "content-type": "text/event-stream" },
      }),
  });
  const model = testModel({ api, baseUrl });
  const messages = [{ role: "user" as const, content: "hello", timestamp: 0 }];
  const events = await Array.fromAsync(stream({ model, messages }));
  const ends = events.filter((event) => event.type === "done" || event.type === "error");
  const [end] = ends;
  if (end === undefined) throw new Error("The stream has no terminal event.");
  const message = end.type === "done" ? end.message : end.error;
  for (const block of message.content) {
    if (block.type === "toolCall") block.id = block.id.replace(/^call_[\da-f]{24}$/, "generated");
  }
  return { message, terminals: ends.length };
}

/** Ids are left out: some vendors give none. */
function partsOf({ content, usage }: AssistantMessage): Parts {
  return {
    text: content.map((block) => (block.type === "text" ? block.text : "")).join(""),
    thinking: content.map((block) => (block.type === "thinking" ? block.thinking : "")).join(""),
    calls: content.flatMap((block) =>
      block.type === "toolCall" ? [{ name: block.name, arguments: block.arguments }] : [],
    ),
    prompt: usage.input + usage.cacheRead + usage.cacheWrite,
    output: usage.output,
  };
}

function isClosing({ type }: Fields): boolean {
  return /^response\.(completed|incomplete|failed)$/.test(String(type));
}

function naiveResponse(payloads: readonly Fields[]): Parts {
  const deltas = (type: string) =>
    payloads
      .filter((payload) => payload.type === type)
      .map((payload) => payload.delta)
      .join("");
  const items = payloads
    .filter((payload) => payload.type === "response.output_item.done")
    .map((payload) => recordField(payload, "item"));
  const usage = recordField(recordField(payloads.at(-1) ?? {}, "response"), "usage");
  return {
    text: deltas("response.output_text.delta"),
    thinking: deltas("response.reasoning_summary_text.delta"),
    calls: items
      .filter((item) => item.type === "function_call")
      .map((item) => ({ name: item.name, arguments: JSON.parse(String(item.arguments)) })),
    prompt: numberField(usage, "input_tokens") ?? 0,
    output: numberField(usage, "output_tokens") ?? 0,
  };
}

function candidateOf(payload: Fields): Fields {
  return recordOf(arrayField(payload, "candidates")[0]);
}

function isFinished(payload: Fields): boolean {
  return candidateOf(payload).finishReason !== undefined;
}

function naiveCandidate(payloads: readonly Fields[]): Parts {
  const parts = payloads.flatMap((payload) =>
    arrayField(recordField(candidateOf(payload), "content"), "parts").map(recordOf),
  );
  const usage = recordField(payloads.at(-1) ?? {}, "usageMetadata");
  const count = (name: string) => numberField(usage, name) ?? 0;
  return {
    text: parts.map((part) => (part.thought ? "" : (part.text ?? ""))).join(""),
    thinking: parts.map((part) => (part.thought ? part.text : "")).join(""),
    calls: parts
      .filter((part) => part.functionCall !== undefined)
      .map((part) => recordField(part, "functionCall"))
      .map((call) => ({ name: call.name, arguments: call.args })),
    prompt: count("promptTokenCount"),
    output: count("candidatesTokenCount") + count("thoughtsTokenCount"),
  };
}
