import { expect, test } from "vitest";
import { loadSdk } from "./load-sdk.ts";

test("an installed SDK is passed on", async () => {
  expect(await loadSdk("some-sdk", async () => ({ Client: 1 }))).toEqual({ Client: 1 });
});

test("an SDK that is not installed is named with the line that installs it", async () => {
  const name = "@vendor/no-such-sdk";
  await expect(loadSdk(name, () => import(name))).rejects.toMatchObject({
    code: "sdk_missing",
    message: expect.stringContaining("npm install @vendor/no-such-sdk"),
  });
});

test("a missing dependency of the SDK is not mistaken for the SDK", async () => {
  const cause = Object.assign(
    new Error("Cannot find package 'left-pad' imported from /app/node_modules/some-sdk/index.js"),
    { code: "ERR_MODULE_NOT_FOUND" },
  );
  await expect(loadSdk("some-sdk", () => Promise.reject(cause))).rejects.toBe(cause);
});
