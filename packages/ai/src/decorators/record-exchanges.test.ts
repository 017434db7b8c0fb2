import fc from "fast-check";
import { expect, test } from "vitest";
import { memoryCassette } from "./memory-cassette.ts";
import { recordExchanges } from "./record-exchanges.ts";
import { replayingFetch } from "./replaying.ts";

const url = "http://vendor/v1/messages?key=hidden&alt=sse";

test("bodies come back in the same pieces, whatever is in them", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.oneof(
          fc.uint8Array({ minLength: 1 }),
          fc
            .string({ unit: "grapheme", minLength: 1 })
            .map((text) => new TextEncoder().encode(text)),
        ),
      ),
      async (pieces) => {
        const cassette = memoryCassette();
        const recording = recordExchanges(
          async () => bodyOf(pieces),
          cassette,
          {},
          () => {},
        );
        expect(await piecesOf(await recording(url))).toEqual(pieces.map(hex));
        const replayed = await replayingFetch({ storage: cassette })(url);
        expect(await piecesOf(replayed)).toEqual(pieces.map(hex));
      },
    ),
  );
});

test("finds an exchange by method, path and body, not by host and key", async () => {
  const cassette = memoryCassette();
  const recording = recordExchanges(
    async () => Response.json({ ok: true }),
    cassette,
    {},
    () => {},
  );
  await (await recording(url, { method: "POST", body: "{}" })).text();
  expect(cassette.lines.join()).not.toContain("hidden");
  const replay = replayingFetch({ storage: cassette });
  await expect(replay(url, { method: "PUT", body: "{}" })).rejects.toThrow(/no \(further\) answer/);
  await expect(replay(`${url}&x=1`, { method: "POST", body: "{}" })).rejects.toThrow(
    /no \(further\) answer/,
  );
  await expect(replay(url, { method: "POST", body: "[]" })).rejects.toThrow(
    /no \(further\) answer/,
  );
  const found = await replay("http://elsewhere/v1/messages?key=other&alt=sse", {
    method: "POST",
    body: "{}",
  });
  expect(await found.json()).toEqual({ ok: true });
  expect(found.headers.get("content-type")).toBe("application/json");
});

test("equal requests get their answers in the order of the recording", async () => {
  const cassette = memoryCassette();
  let count = 0;
  const recording = recordExchanges(
    async () => new Response(String(++count)),
    cassette,
    {},
    () => {},
  );
  for (let call = 0; call < 3; call++) await (await recording(url)).text();
  const replay = replayingFetch({ storage: cassette });
  const answers = [];
  for (let call = 0; call < 3; call++) answers.push(await (await replay(url)).text());
  expect(answers).toEqual(["1", "2", "3"]);
});

test("an aborted request is written, although nobody reads its body", async () => {
  const cassette = memoryCassette();
  const abort = new AbortController();
  const writes: Promise<void>[] = [];
  const recording = recordExchanges(
    async () => new Response("never read"),
    cassette,
    {},
    (write) => writes.push(write),
  );
  await recording(url, { signal: abort.signal });
  abort.abort();
  await Promise.all(writes);
  expect(cassette.lines).toEqual([expect.stringContaining('"isCut":true')]);
});

test("a response that comes after the abort is written, too", async () => {
  const cassette = memoryCassette();
  const writes: Promise<void>[] = [];
  const recording = recordExchanges(
    async () => new Response("too late"),
    cassette,
    {},
    (write) => writes.push(write),
  );
  await recording(url, { signal: AbortSignal.abort() });
  await Promise.all(writes);
  expect(cassette.lines).toEqual([expect.stringContaining('"isCut":true')]);
});

test("answers without a body are kept", async () => {
  const cassette = memoryCassette();
  const recording = recordExchanges(
    async () => new Response(null, { status: 204 }),
    cassette,
    {},
    () => {},
  );
  expect((await recording(url)).status).toBe(204);
  const replayed = await replayingFetch({ storage: cassette })(url);
  expect([replayed.status, replayed.body]).toEqual([204, null]);
});

test("a body that fails is kept up to there and fails again", async () => {
  const cassette = memoryCassette();
  const failing = new ReadableStream(
    {
      start: (controller) => controller.enqueue(new TextEncoder().encode("half")),
      pull: (controller) => controller.error(new TypeError("terminated")),
    },
    { highWaterMark: 0 },
  );
  const recording = recordExchanges(
    async () => new Response(failing),
    cassette,
    {},
    () => {},
  );
  await expect((await recording(url)).text()).rejects.toThrow("terminated");
  await expect((await replayingFetch({ storage: cassette })(url)).text()).rejects.toThrow(
    "broke off",
  );
});

function bodyOf(pieces: readonly Uint8Array[]): Response {
  const left = pieces.values();
  return new Response(
    new ReadableStream({
      pull(controller) {
        const { done, value } = left.next();
        if (done) controller.close();
        else controller.enqueue(value.slice());
      },
    }),
  );
}

async function piecesOf(response: Response): Promise<string[]> {
  const pieces = response.body ? await Array.fromAsync(response.body) : [];
  return pieces.map(hex);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
