import { expect, test } from "vitest";
import { noisePng } from "../../test/noise-png.ts";
import { memoryEnv } from "../env/memory-env.ts";
import { imageSizeOf } from "./image-size.ts";
import { loadImage } from "./load-image.ts";

const sharp: string = "sharp";
const isInstalled = await import(sharp).then(
  () => true,
  () => false,
);

test.runIf(isInstalled)("with sharp, a picture that is too large is made smaller", async () => {
  const files = { wide: noisePng(2600, 20), heavy: noisePng(2200, 1800), small: noisePng(20, 20) };
  const env = memoryEnv(files);
  const load = async (path: string) => {
    const { content, ...sizes } = await loadImage(env, path);
    const data = Buffer.from(content.data, "base64");
    return { ...sizes, mimeType: content.mimeType, size: imageSizeOf(data, content.mimeType) };
  };
  expect(await load("wide")).toMatchObject({
    mimeType: "image/png",
    size: { width: 2000, height: 15 },
    originalBytes: files.wide.length,
  });
  const heavy = await load("heavy");
  expect(heavy).toMatchObject({ size: { width: 2000, height: 1636 } });
  expect(heavy.bytes).toBeLessThanOrEqual(3.3 * 1024 * 1024);
  expect(await load("small")).toEqual({
    mimeType: "image/png",
    bytes: files.small.length,
    size: { width: 20, height: 20 },
  });
});

test("refuses what is no image", async () => {
  const env = memoryEnv({ "notes.png": "text", "folder/file": "" });
  await expect(loadImage(env, "notes.png")).rejects.toMatchObject({ code: "binary" });
  await expect(loadImage(env, "folder")).rejects.toMatchObject({ code: "is_directory" });
  await expect(loadImage(env, "missing.png")).rejects.toMatchObject({ code: "not_found" });
});
