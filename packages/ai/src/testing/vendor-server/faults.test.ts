import { expect, test } from "vitest";
import { createSseParser } from "../../wire/sse.ts";
import type { Fault, Step } from "../step.ts";
import { postExample } from "./example-requests.ts";
import type { VendorApi } from "./protocol.ts";
import { protocols } from "./protocols.ts";
import { type VendorServerOptions, vendorServer } from "./server.ts";

const apis = Object.values(protocols).map(({ api }) => api);
const step: Step = { text: "Grüße, 世界! 😀", deltaSize: 2 };

/** What a client reads: the data of each event, and how the body ended. */
async function read(response: Response): Promise<{ data: string[]; ended: "cleanly" | "broken" }> {
  const data: string[] = [];
  const parser = createSseParser((text) => data.push(text));
  try {
    for await (const chunk of response.body ?? []) parser.push(chunk);
  } catch {
    return { data, ended: "broken" };
  }
  parser.end();
  return { data, ended: "cleanly" };
}

async function play(api: VendorApi, played: Step, options: VendorServerOptions = {}) {
  await using server = await vendorServer({ ...options, steps: [played] });
  const response = await postExample(server.url, api);
  return { status: response.status, headers: response.headers, ...(await read(response)) };
}

function withFault(fault: Fault): Step {
  return { ...step, fault };
}

const table = apis.map((api) => [api] as const);

test.each(table)("%s: a stream without a fault ends cleanly", async (api) => {
  const { data, ended, headers } = await play(api, step);
  expect(headers.get("content-type")).toContain("text/event-stream");
  expect(ended).toBe("cleanly");
  expect(data.length).toBeGreaterThan(7);
});

test.each(table)("%s: status sends the vendor's error body and the given headers", async (api) => {
  const fault: Fault = { type: "status", status: 429, headers: { "retry-after": "7" } };
  await using server = await vendorServer({ steps: [withFault(fault)] });
  const response = await postExample(server.url, api);
  expect(response.status).toBe(429);
  expect(response.headers.get("retry-after")).toBe("7");
  expect(await response.json()).toMatchObject({ error: { message: expect.stringMatching(/./) } });
});

test("status sends another body when the script gives one", async () => {
  const fault: Fault = { type: "status", status: 502, body: "<html>Bad gateway</html>" };
  await using server = await vendorServer({ steps: [withFault(fault)] });
  const response = await postExample(server.url, "openai-completions");
  expect([response.status, await response.json()]).toEqual([502, "<html>Bad gateway</html>"]);
});

test.each(table)("%s: cut destroys the socket after so many events", async (api) => {
  const whole = await play(api, step);
  for (const afterEvents of [0, 1, 4]) {
    const { data, ended } = await play(api, withFault({ type: "cut", afterEvents }));
    expect(ended).toBe("broken");
    expect(data).toEqual(whole.data.slice(0, afterEvents));
  }
});

test.each(table)("%s: cut counts bytes too, and cuts inside a character", async (api) => {
  await using server = await vendorServer({ steps: [step] });
  const whole = await (await postExample(server.url, api)).bytes();
  const at = whole.findIndex((byte) => byte > 0x7f) + 1;
  await using cut = await vendorServer({ steps: [withFault({ type: "cut", afterBytes: at })] });
  const received: number[] = [];
  const response = await postExample(cut.url, api);
  await expect(
    (async () => {
      for await (const chunk of response.body ?? []) received.push(...chunk);
    })(),
  ).rejects.toThrow();
  expect(received).toEqual([...whole.subarray(0, at)]);
});

test.each(table)("%s: end closes the body cleanly without the closing events", async (api) => {
  const whole = await play(api, step);
  const { data, ended } = await play(api, withFault({ type: "end", afterEvents: 4 }));
  expect(ended).toBe("cleanly");
  expect(data).toEqual(whole.data.slice(0, 4));
});

test.each(table)("%s: stall sends nothing more until the client leaves", async (api) => {
  await using server = await vendorServer({
    steps: [withFault({ type: "stall", afterEvents: 4 })],
  });
  const abort = new AbortController();
  const response = await postExample(server.url, api, {}, { signal: abort.signal });
  const data: string[] = [];
  const parser = createSseParser((text) => {
    if (data.push(text) === 4) abort.abort();
  });
  await expect(
    (async () => {
      for await (const chunk of response.body ?? []) parser.push(chunk);
    })(),
  ).rejects.toThrow(/abort/);
  expect(data).toHaveLength(4);
  const [request] = server.requests;
  expect(await request?.closedByClient).toBe(true);
  expect(request?.closedAt).toBeTypeOf("number");
});

test.each(table)("%s: garbage stands between good events", async (api) => {
  const whole = await play(api, step);
  const { data, ended } = await play(api, withFault({ type: "garbage", afterEvents: 3 }));
  expect(ended).toBe("cleanly");
  expect(data).toEqual([...whole.data.slice(0, 3), "{oops", ...whole.data.slice(3)]);
});

test("garbage can be any line", async () => {
  const fault: Fault = { type: "garbage", afterEvents: 0, line: "data: <html>" };
  expect((await play("openai-completions", withFault(fault))).data[0]).toBe("<html>");
});

test.each(table)("%s: error ends the stream with the vendor's in-band error", async (api) => {
  const whole = await play(api, step);
  const { data, ended } = await play(api, withFault({ type: "error", afterEvents: 3 }));
  expect(ended).toBe("cleanly");
  expect(data.slice(0, 3)).toEqual(whole.data.slice(0, 3));
  expect(JSON.parse(data[3] ?? "")).toMatchObject({ error: { message: expect.any(String) } });
  expect(data.join()).not.toContain("[DONE]");
});

test("error can be any payload", async () => {
  const body = { error: { message: "mine" } };
  const { data } = await play(
    "openai-completions",
    withFault({ type: "error", afterEvents: 1, body }),
  );
  expect(data.slice(1)).toEqual([JSON.stringify(body)]);
});

test.each(table)("%s: redirect names another address and answers nothing", async (api) => {
  const location = "http://127.0.0.1:9/elsewhere";
  const { status, headers, data } = await play(api, withFault({ type: "redirect", location }));
  expect(status).toBe(307);
  expect(headers.get("location")).toBe(location);
  expect(data).toEqual([]);
});

test.each(table)(
  "%s: a scripted network error behind content breaks the connection",
  async (api) => {
    const whole = await play(api, step);
    const { data, ended } = await play(api, { ...step, error: { kind: "network" } });
    expect(ended).toBe("broken");
    expect(data.length).toBeGreaterThan(5);
    expect(whole.data.slice(0, data.length)).toEqual(data);
  },
);

test("a scripted network error without content breaks before any response", async () => {
  await using server = await vendorServer({ steps: [{ error: { kind: "network" } }] });
  await expect(postExample(server.url, "anthropic-messages")).rejects.toThrow("fetch failed");
});

test.each(table)("%s: bytes cut anywhere, CRLF and comments change no event", async (api) => {
  const { data } = await play(api, step);
  const manners: VendorServerOptions[] = [
    { split: { bytes: 1 } },
    { split: { bytes: 7 } },
    { split: { seed: 1 } },
    { split: { seed: 2 }, crlf: true, comments: true },
    { crlf: true },
    { crlf: false },
  ];
  for (const manner of manners) {
    const played = await play(api, step, manner);
    expect(played.data.filter((text) => text !== '{"type":"ping"}')).toEqual(
      data.filter((text) => text !== '{"type":"ping"}'),
    );
  }
});

test("the split reaches the client, also in the middle of a character", async () => {
  await using server = await vendorServer({ steps: [step], split: { bytes: 1 } });
  const response = await postExample(server.url, "anthropic-messages");
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body ?? []) chunks.push(chunk);
  expect(chunks.length).toBeGreaterThan(500);
  expect(chunks.some((chunk) => ((chunk[0] ?? 0) & 0xc0) === 0x80)).toBe(true);
});

test("comments do not shift where a fault strikes", async () => {
  const fault: Fault = { type: "end", afterEvents: 4 };
  const plain = await play("openai-responses", withFault(fault));
  const commented = await play("openai-responses", withFault(fault), { comments: true });
  expect(commented.data).toEqual(plain.data);
});

test("a split of no bytes is refused at once", async () => {
  await expect(vendorServer({ split: { bytes: 0 } })).rejects.toThrow(/whole number from 1 up/);
});
