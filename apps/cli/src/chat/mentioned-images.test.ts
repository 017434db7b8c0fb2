import { randomBytes } from "node:crypto";
import { mkdtempDisposableSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import { testModel } from "@argent/ai/testing";
import { localEnv } from "@argent/tools";
import { expect, test } from "vitest";
import { mentionedImages } from "./mentioned-images.ts";

const seeing = testModel({ input: ["text", "image"] });

async function mentioned(text: string, files: Record<string, Uint8Array>, model = seeing) {
  using folder = mkdtempDisposableSync(join(tmpdir(), "argent-images-"));
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder.path, name), content);
  }
  const env = localEnv({ cwd: folder.path, env: {} });
  try {
    return await mentionedImages(text, env, model);
  } finally {
    await env.close();
  }
}

test("images are attached, however their paths are written, and what is no image is told", async () => {
  const [a, b] = [noise(2), noise(3)];
  const { images, problems } = await mentioned(
    'Compare @a.png with @"b c.png", b\\ c.png, no.png and gone.png',
    { "a.png": a, "b c.png": b, "no.png": Buffer.from("words") },
  );
  const type = { type: "image", mimeType: "image/png" };
  expect(images).toEqual([a, b].map((one) => ({ ...type, data: one.toString("base64") })));
  expect(problems).toEqual([expect.stringContaining("no.png is no PNG")]);
});

test("an image that is too large for the vendors is made smaller", async () => {
  const large = noise(1_300);
  expect(large.length).toBeGreaterThan(4.5 * 1024 * 1024);
  const { images, problems } = await mentioned("Look at @large.png", { "large.png": large });
  expect(problems).toEqual([]);
  expect(images).toHaveLength(1);
  expect(images[0]?.data.length).toBeLessThan(5 * 1024 * 1024);
});

test("a model that cannot see images gets none", async () => {
  const blind = testModel({ id: "blind", input: ["text"] });
  const { images, problems } = await mentioned("Look at @a.png", { "a.png": noise(2) }, blind);
  expect(images).toEqual([]);
  expect(problems).toEqual([expect.stringContaining("blind cannot see images")]);
});

/** A square picture that cannot be compressed. https://www.w3.org/TR/png-3/ */
function noise(side: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const rows = Array.from({ length: side }, () =>
    Buffer.concat([Buffer.of(0), randomBytes(side * 3)]),
  );
  const signature = Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  const data = deflateSync(Buffer.concat(rows), { level: 1 });
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", data),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
