import type { ExecutionEnv } from "@argent/agent/env";
import type { ImageContent } from "@argent/ai";
import { bufferOf } from "../buffer-of.ts";
import { formatSize } from "../output-limits.ts";
import { orThrow, ToolError } from "../tool-error.ts";
import { imageSizeOf } from "./image-size.ts";
import { imageTypeOf } from "./image-type.ts";
import { type ImageLimits, type ShrinkImage, shrinkWithSharp } from "./shrink-image.ts";

/** What makes images smaller. */
export interface LoadImageOptions {
  /** Makes an image smaller that is too large. Default: with the package `sharp`, when it is installed. */
  shrinkImage?: ShrinkImage | undefined;
  /** Ends the reading, with the ToolError `aborted`. */
  signal?: AbortSignal | undefined;
}

/** An image that can be sent to every vendor. */
export interface LoadedImage {
  content: ImageContent;
  /** Of what is in `content`. */
  bytes: number;
  /** Of the file, when what is in `content` was made smaller. */
  originalBytes?: number | undefined;
}

/** The vendors accept about 5 MB of base64, and make larger pictures smaller themselves. */
const limits: ImageLimits = { bytes: 3.3 * 1024 * 1024, pixels: 2000 };
/** https://docs.anthropic.com/en/docs/build-with-claude/vision */
const acceptedPixels = 8000;
/** A larger file is not even tried. */
const maximumFileBytes = 64 * 1024 * 1024;

/**
 * A file as an image that every vendor takes, made smaller where needed. What a vendor would refuse is not given out: the
 * conversation that holds it would be refused from then on.
 *
 * @throws ToolError `binary` for what is no PNG, JPEG, GIF or WebP image or a damaged one, `invalid` for one that is too
 *   large and cannot be made smaller, and what reading throws.
 */
export async function loadImage(
  env: ExecutionEnv,
  path: string,
  { shrinkImage = shrinkWithSharp, signal }: LoadImageOptions = {},
): Promise<LoadedImage> {
  const { size: fileBytes } = orThrow(await env.stat(path, signal));
  if (fileBytes > maximumFileBytes) throw tooLarge(path, formatSize(fileBytes));
  const original = orThrow(await env.readFile(path, { signal }));
  const mimeType = imageTypeOf(original);
  if (!mimeType) {
    throw new ToolError("binary", `${path} is no PNG, JPEG, GIF or WebP image.`, { path });
  }
  const size = imageSizeOf(original, mimeType);
  if (!size) {
    const message = `${path} begins like an image (${mimeType}) and is cut off or damaged. Make or fetch it again.`;
    throw new ToolError("binary", message, { path });
  }
  const shrunk = await shrinkImage(original, mimeType, limits).catch(() => undefined); // it may be damaged further on
  const sides = Math.max(size.width, size.height);
  if (!shrunk && (original.length > limits.bytes || sides > acceptedPixels)) {
    throw tooLarge(path, `${formatSize(original.length)}, ${size.width}x${size.height} pixels`);
  }
  const { data, mimeType: shownType } = shrunk ?? { data: original, mimeType };
  return {
    content: { type: "image", data: bufferOf(data).toString("base64"), mimeType: shownType },
    bytes: data.length,
    ...(shrunk && { originalBytes: original.length }),
  };
}

function tooLarge(path: string, size: string): ToolError {
  const message = `${path} is an image of ${size}; at most ${formatSize(limits.bytes)} and ${acceptedPixels} pixels a side can be shown. Make a smaller copy and read that. (With the package sharp installed, larger images are made smaller.)`;
  return new ToolError("invalid", message, { path });
}
