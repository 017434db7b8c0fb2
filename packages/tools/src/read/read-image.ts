import type { AgentToolResult } from "@argent/agent";
import type { ExecutionEnv, FileInfo } from "@argent/agent/env";
import { formatSize } from "../output-limits.ts";
import { orThrow, ToolError } from "../tool-error.ts";
import type { ImageLimits, ShrinkImage } from "./shrink-image.ts";

export interface ImageDetails {
  kind: "image";
  path: string;
  mimeType: string;
  /** Of what is shown. */
  bytes: number;
  /** Of the file, when what is shown was made smaller. */
  originalBytes?: number | undefined;
}

/** The vendors accept about 5 MB of base64, and make larger pictures smaller themselves. */
const limits: ImageLimits = { bytes: 3.3 * 1024 * 1024, pixels: 2000 };
/** A larger file is not even tried. */
const maximumFileBytes = 64 * 1024 * 1024;

/** The result that shows an image to the model. */
export async function readImage(
  { env, shrink }: { env: ExecutionEnv; shrink: ShrinkImage },
  { path, info, mimeType }: { path: string; info: FileInfo; mimeType: string },
  signal?: AbortSignal,
): Promise<AgentToolResult<ImageDetails>> {
  if (info.size > maximumFileBytes) throw tooLarge(path, info);
  const original = orThrow(await env.readFile(path, { signal }));
  const shrunk = await shrink(original, mimeType, limits).catch(() => undefined); // it may be damaged
  if (!shrunk && original.length > limits.bytes) throw tooLarge(path, info);
  const shown = shrunk ?? { data: original, mimeType };
  const bytes = shown.data.length;
  const note = shrunk ? `, made smaller, from ${formatSize(original.length)}` : "";
  return {
    content: [
      { type: "text", text: `Read image file [${shown.mimeType}]${note}` },
      { type: "image", data: base64(shown.data), mimeType: shown.mimeType },
    ],
    details: {
      kind: "image",
      path: info.realPath,
      mimeType: shown.mimeType,
      bytes,
      ...(shrunk && { originalBytes: original.length }),
    },
  };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
}

function tooLarge(path: string, info: FileInfo): ToolError {
  const message = `${path} is an image of ${formatSize(info.size)}; at most ${formatSize(limits.bytes)} can be shown. Make a smaller copy and read that. (With the package sharp installed, larger images are made smaller.)`;
  return new ToolError("invalid", message, { path });
}
