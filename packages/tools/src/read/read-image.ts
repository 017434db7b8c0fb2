import type { AgentToolResult } from "@argent/agent";
import type { ExecutionEnv, FileInfo } from "@argent/agent/env";
import { formatSize } from "../output-limits.ts";
import { orThrow, ToolError } from "../tool-error.ts";

export interface ImageDetails {
  kind: "image";
  path: string;
  mimeType: string;
  bytes: number;
}

/** The vendors accept about 5 MB of base64. */
const maximumImageBytes = 3.3 * 1024 * 1024;

/** The result that shows an image to the model. */
export async function readImage(
  env: ExecutionEnv,
  path: string,
  info: FileInfo,
  mimeType: string,
  signal?: AbortSignal,
): Promise<AgentToolResult<ImageDetails>> {
  if (info.size > maximumImageBytes) {
    const message = `${path} is an image of ${formatSize(info.size)}; at most ${formatSize(maximumImageBytes)} can be shown. Make a smaller copy and read that.`;
    throw new ToolError("invalid", message, { path });
  }
  const bytes = orThrow(await env.readFile(path, { signal }));
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
  return {
    content: [
      { type: "text", text: `Read image file [${mimeType}]` },
      { type: "image", data, mimeType },
    ],
    details: { kind: "image", path: info.realPath, mimeType, bytes: bytes.length },
  };
}
