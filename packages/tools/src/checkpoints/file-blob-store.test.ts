import { mkdtempDisposableSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { manualClock } from "@argent/ai/testing";
import { expect, test } from "vitest";
import { hashOf } from "./blob-store.ts";
import { type FileBlobStoreOptions, fileBlobStore } from "./file-blob-store.ts";

function place(options: FileBlobStoreOptions = {}) {
  const folder = mkdtempDisposableSync(join(tmpdir(), "argent-test-"));
  const path = join(folder.path, "blobs");
  const open = () => fileBlobStore(path, options);
  const put = (text: string, store = open()) =>
    store.put(hashOf(Buffer.from(text)), Buffer.from(text));
  const get = async (text: string) => {
    const content = await open().get(hashOf(Buffer.from(text)));
    return content && Buffer.from(content).toString();
  };
  const files = () =>
    readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return { path, open, put, get, files, [Symbol.dispose]: () => folder.remove() };
}

test("keeps a content once, for its owner only", async () => {
  using here = place();
  expect(await here.get("a")).toBeUndefined();
  expect(await Promise.all(["a", "a", "b"].map((text) => here.put(text)))).toEqual([
    true,
    true,
    true,
  ]);
  expect([await here.get("a"), await here.get("b")]).toEqual(["a", "b"]);
  expect(here.files().length).toBe(2);
  for (const { parentPath, name } of here.files()) {
    expect(statSync(join(parentPath, name)).mode & 0o777).toBe(0o600);
    expect(statSync(parentPath).mode & 0o777).toBe(0o700);
  }
});

test("makes room for new contents with the ones that were not kept again for longest", async () => {
  const clock = manualClock();
  using here = place({ maximumBytes: 30, clock });
  const store = here.open();
  for (const letter of ["a", "b", "c", "a", "d"]) {
    await clock.advance(1_000);
    expect(await here.put(letter.repeat(10), store)).toBe(true);
  }
  const kept = await Promise.all(["a", "b", "c", "d"].map((letter) => here.get(letter.repeat(10))));
  expect(kept.map((text) => text?.[0])).toEqual(["a", undefined, "c", "d"]);
  expect(await here.put("e".repeat(31), store)).toBe(false);
  expect(here.files().length).toBe(3);
  await clock.advance(1_000);
  await here.put("f".repeat(25)); // another process
  expect(await here.get("f".repeat(25))).toBeDefined();
  expect(here.files().length).toBe(1);
});

test("counts contents that are kept at the same time", async () => {
  using here = place({ maximumBytes: 30 });
  const store = here.open();
  await Promise.all([..."abcdef"].map((letter) => here.put(letter.repeat(10), store)));
  await here.put("g".repeat(10), store);
  expect(here.files().length).toBe(3);
});

test("keeps a content again that was cut off", async () => {
  using here = place();
  await here.put("whole");
  const [file] = here.files();
  writeFileSync(join(file?.parentPath ?? "", file?.name ?? ""), "who");
  expect(await here.put("whole")).toBe(true);
  expect(await here.get("whole")).toBe("whole");
});

test("does not give out a content that was damaged", async () => {
  using here = place();
  await here.put("a");
  const [file] = here.files();
  writeFileSync(join(file?.parentPath ?? "", file?.name ?? ""), "b");
  expect(await here.get("a")).toBeUndefined();
});
