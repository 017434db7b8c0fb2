import { expect, test } from "vitest";
import type { WireCall } from "./adapter.ts";
import { throughSdk } from "./through-sdk.ts";

function callWith(fetch: typeof globalThis.fetch): WireCall {
  const { signal } = new AbortController();
  return { baseUrl: "http://sdk.test", apiKey: undefined, headers: {}, signal, fetch };
}

test("only the headers of the protocol and ours are sent, with our signal", async () => {
  const inits: (RequestInit | undefined)[] = [];
  const call = callWith(async (_, init) => {
    inits.push(init);
    return new Response();
  });
  await throughSdk(call, { "X-Api-Key": "ours" }, (fetch) =>
    fetch("http://sdk.test", {
      method: "POST",
      headers: {
        Authorization: "Bearer ambient",
        "x-ambient": "1",
        "Content-Type": "application/json",
        "X-Stainless-Lang": "js",
      },
      signal: new AbortController().signal,
    }),
  );
  expect(inits).toHaveLength(1);
  expect(inits[0]).toMatchObject({ method: "POST", signal: call.signal });
  expect(Object.fromEntries(new Headers(inits[0]?.headers))).toEqual({
    "content-type": "application/json",
    "x-api-key": "ours",
    "x-stainless-lang": "js",
  });
});

test("the real failure is thrown, not the error that the SDK makes of it", async () => {
  const failure = new Error("The server is on fire.");
  const call = callWith(() => Promise.reject(failure));
  const sdk = async (fetch: typeof globalThis.fetch) => {
    await fetch("http://sdk.test").catch(() => {
      throw new Error("Connection error.");
    });
  };
  await expect(throughSdk(call, {}, sdk)).rejects.toBe(failure);
});

test("an error of the SDK's own is passed on", async () => {
  const misuse = new Error("No such option.");
  const call = callWith(async () => new Response());
  await expect(throughSdk(call, {}, () => Promise.reject(misuse))).rejects.toBe(misuse);
});
