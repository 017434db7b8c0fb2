import type { AgentToolResult } from "@argent/agent";
import type { ExecutionEnv, FileInfo } from "@argent/agent/env";
import { formatSize } from "../output-limits.ts";
import { type LoadImageOptions, loadImage } from "./load-image.ts";

/** What was shown of an image. */
export interface ImageDetails {
  kind: "image";
  path: string;
  mimeType: string;
  /** Of what is shown. */
  bytes: number;
  /** Of the file, when what is shown was made smaller. */
  originalBytes?: number | undefined;
}

/** The result that shows an image to the model. */
export async function readImage(
  env: ExecutionEnv,
  { path, info }: { path: string; info: FileInfo },
  options: LoadImageOptions,
): Promise<AgentToolResult<ImageDetails>> {
  const { content, ...sizes } = await loadImage(env, path, options);
  const { mimeType } = content;
  const { originalBytes } = sizes;
  const note =
    originalBytes === undefined ? "" : `, made smaller, from ${formatSize(originalBytes)}`;
  return {
    content: [{ type: "text", text: `Read image file [${mimeType}]${note}` }, content],
    details: { kind: "image", path: info.realPath, mimeType, ...sizes },
  };
}
