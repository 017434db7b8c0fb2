import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { madeUpId, naiveReaders, type Reading } from "../../test/naive-readings.ts";
import type { AssistantMessage } from "../message.ts";
import type { Provider, TurnRequest } from "../provider.ts";
import { anthropic } from "../providers/anthropic.ts";
import { google } from "../providers/google.ts";
import { openai } from "../providers/openai.ts";
import { openaiCompatible } from "../providers/openai-compatible.ts";
import { checkEvents } from "../testing/check-events.ts";
import { type Step, testModel, vendorServer } from "../testing/index.ts";
import { frameEvent } from "../testing/vendor-server/framing.ts";
import type { VendorApi } from "../testing/vendor-server/protocol.ts";
import { isVendorApi, protocols } from "../testing/vendor-server/protocols.ts";
import { textOf } from "../text.ts";
import { type Fields, recordField, recordOf } from "./fields.ts";
import type { ProviderOptions } from "./wire-provider.ts";

/** Answers recorded from real services lie beside the repository where there are any. */
const folder = fileURLToPath(new URL("../../../../../shared/fixtures/wire/", import.meta.url));

const factories: Record<VendorApi, (options: ProviderOptions) => Provider> = {
  "anthropic-messages": anthropic,
  "openai-completions": openaiCompatible,
  "openai-responses": openai,
  "google-generative-ai": google,
};

const names = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: "utf8" }) : [];
const recordings = names.flatMap((name): [name: string, api: VendorApi][] => {
  const [api = ""] = name.split("/");
  return isVendorApi(api) ? [[name, api]] : [];
});
const streams = recordings.filter(([name]) => name.endsWith(".chunks.txt"));
const wholes = recordings.filter(([name]) => name.endsWith(".json"));
let played = 0;

test("every recording that is there is of a protocol that is spoken", () => {
  const spoken = names.filter((name) => isVendorApi(name.split("/")[0] ?? ""));
  const recordings = names.filter((name) => /\.(txt|json)$/.test(name));
  expect(spoken).toEqual(expect.arrayContaining(recordings));
});

describe.runIf(streams.length > 0).each(streams)("%s", (name, api) => {
  const lines = readFileSync(folder + name, "utf8")
    .split("\n")
    .filter(Boolean);
  const { payloads, isWhole, end } = readable(lines, api);

  test("gives what a naive reading of its payloads gives, through stream() and complete()", async () => {
    const expected = naiveReaders[api].read(payloads);
    const fails = !isWhole || payloads.some(naiveReaders[api].refuses);
    for (const message of await overHttp({ recording: folder + name }, api)) {
      expect(partsOf(message)).toEqual(expected);
      const stopReason = expected.calls.length > 0 ? "toolUse" : "stop";
      expect(message.stopReason).toBe(fails ? "error" : stopReason);
    }
  });

  test("gives the same however its bytes are framed and split", async () => {
    const plain = await decode(api, [framed(lines, api)]);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("\n", "\r\n"),
        fc.boolean(),
        fc.array(fc.nat({ max: 400 }), { minLength: 1, maxLength: 40 }),
        async (newline, comments, sizes) => {
          const bytes = framed(lines, api, newline, comments);
          expect(await decode(api, split(bytes, sizes))).toEqual(plain);
        },
      ),
      { numRuns: 15 },
    );
  });

  test("cut anywhere before it is complete ends with exactly one error", async () => {
    const bytes = framed(lines, api);
    const beforeEnd = framed(lines.slice(0, end), api).length;
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: beforeEnd }), async (length) => {
        const message = await decode(api, [bytes.subarray(0, length)]);
        expect(message.stopReason).toBe("error");
      }),
      { numRuns: 40 },
    );
  });
});

test.runIf(wholes.length > 0).each(wholes)(
  "%s comes whole and is understood",
  async (name, api) => {
    const body = recordOf(JSON.parse(readFileSync(folder + name, "utf8")));
    const { code: status, message: words } = recordField(body, "error");
    if (typeof status === "number") {
      const fault = { type: "status", status, body } as const;
      for (const { error, errorMessage } of await overHttp({ fault }, api)) {
        expect(error).toMatchObject({ status, retryable: true, retryAfterMs: expect.any(Number) });
        expect(errorMessage).toContain(words);
      }
    } else {
      for (const message of await overHttp({ recording: folder + name }, api)) {
        expect(message.stopReason).toBe("stop");
        expect(textOf(message)).toBe(textsIn(body));
      }
    }
  },
);

afterAll(() => {
  if (played > 0) console.info(`${played} recordings ran through stream() and complete().`);
});

/** The same answer through `stream()` and through `complete()`. */
async function overHttp(step: Step, api: VendorApi): Promise<AssistantMessage[]> {
  await using server = await vendorServer({ steps: [step], onExhausted: "repeat" });
  const { provider, request } = setUp(api, server.baseUrl(api));
  const streamed = messageOf(checkEvents(await Array.fromAsync(provider.stream(request))));
  const completed = await provider.complete(request);
  expect(server.requests).toHaveLength(2);
  played++;
  return [streamed, completed];
}

async function decode(api: VendorApi, chunks: Uint8Array[]): Promise<AssistantMessage> {
  const { provider, request } = setUp(api, "https://llm.example/v1", {
    clock: { now: () => 0, after: () => () => {} },
    fetch: async () =>
      new Response(ReadableStream.from(chunks), {
        headers: { "content-type": "text/event-stream" },
      }),
  });
  const message = messageOf(checkEvents(await Array.fromAsync(provider.stream(request))));
  for (const block of message.content) if (block.type === "toolCall") block.id = nameOf(block.id);
  return message;
}

function setUp(api: VendorApi, baseUrl: string, options: ProviderOptions = {}) {
  const provider = factories[api]({ apiKey: "key", baseUrl, ...options });
  const messages = [{ role: "user" as const, content: "hello", timestamp: 0 }];
  const request: TurnRequest = { model: testModel({ api, baseUrl }), messages };
  return { provider, request };
}

function messageOf(end: ReturnType<typeof checkEvents>): AssistantMessage {
  return end.type === "done" ? end.message : end.error;
}

/**
 * The payloads of the first answer, up to one that is not JSON or an error, which is where reading must end, and the
 * place of the one that completes it.
 */
function readable(lines: string[], api: VendorApi) {
  const { completes, endsThere } = naiveReaders[api];
  const payloads: Fields[] = [];
  let end: number | undefined;
  for (const line of lines) {
    const payload = parsed(line);
    if (payload !== undefined) payloads.push(payload);
    if (payload === undefined || payload.type === "error") {
      return { payloads, isWhole: false, end: payloads.length };
    }
    if (!completes(payload)) continue;
    end ??= payloads.length - 1;
    if (endsThere) break;
  }
  return { payloads, isWhole: true, end: end ?? payloads.length };
}

function parsed(line: string): Fields | undefined {
  try {
    return recordOf(JSON.parse(line));
  } catch {
    return undefined; // some recordings are broken, as published
  }
}

function framed(lines: string[], api: VendorApi, newline?: "\n" | "\r\n", comments = false) {
  const framing = { ...protocols[api].framing, ...(newline && { newline }) };
  const comment = comments ? `: keep-alive${framing.newline}${framing.newline}` : "";
  const payloads = framing.closing ? [...lines, framing.closing] : lines;
  return Buffer.from(payloads.map((line) => comment + frameEvent(line, framing)).join(""));
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

function partsOf(message: AssistantMessage): Reading {
  const { content, usage } = message;
  return {
    text: textOf(message),
    thinking: content.map((block) => (block.type === "thinking" ? block.thinking : "")).join(""),
    calls: content.flatMap((block) =>
      block.type === "toolCall"
        ? [{ id: nameOf(block.id), name: block.name, arguments: block.arguments }]
        : [],
    ),
    prompt: usage.input + usage.cacheRead + usage.cacheWrite,
    output: usage.output,
  };
}

function nameOf(id: string): string {
  return /^call_[\da-f]{24}$/.test(id) ? madeUpId : id;
}

/** Everything under a key "text", in order. */
function textsIn(value: unknown): string {
  const texts: string[] = [];
  JSON.stringify(value, (key, inner) => {
    if (key === "text") texts.push(String(inner));
    return inner;
  });
  return texts.join("");
}
