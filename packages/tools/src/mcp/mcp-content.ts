import type { ImageContent, TextContent } from "@argent/ai";

/** What a server's tool returned, as a model can take it. */
export interface ToolResult {
  content: (TextContent | ImageContent)[];
  /** The server says that the call failed. */
  isError?: boolean | undefined;
}

/** What servers send: https://modelcontextprotocol.io/specification/2026-07-28/server/tools#tool-result */
interface SentResult {
  content?: readonly SentBlock[] | undefined;
  structuredContent?: unknown;
  isError?: boolean | undefined;
}

type SentBlock =
  | { type: "text"; text: string }
  | { type: "image" | "audio"; data: string; mimeType: string }
  | { type: "resource_link"; uri: string; name: string; description?: string | undefined }
  | { type: "resource"; resource: SentResource };

interface SentResource {
  uri: string;
  mimeType?: string | undefined;
  text?: string | undefined;
  blob?: string | undefined;
}

/** A server's answer as content for a model; what a model cannot take is named. */
export function readMcpResult(sent: SentResult): ToolResult {
  const content = (sent.content ?? []).map(readBlock);
  if (content.length === 0 && sent.structuredContent !== undefined) {
    content.push(text(JSON.stringify(sent.structuredContent, null, 2)));
  }
  return { content, ...(sent.isError === true && { isError: true }) };
}

function readBlock(block: SentBlock): TextContent | ImageContent {
  switch (block.type) {
    case "text":
      return text(block.text);
    case "image":
      return { type: "image", data: block.data, mimeType: block.mimeType };
    case "audio":
      return text(`[Audio of type ${block.mimeType}, which is not shown]`);
    case "resource_link":
      return text(
        `[${block.name}: ${block.uri}]${block.description ? ` ${block.description}` : ""}`,
      );
    case "resource":
      return readResource(block.resource);
    default:
      return unknownBlock(block);
  }
}

function readResource({
  uri,
  mimeType,
  text: body,
  blob,
}: SentResource): TextContent | ImageContent {
  if (body !== undefined) return text(`[${uri}]\n${body}`);
  if (blob !== undefined && mimeType?.startsWith("image/")) {
    return { type: "image", data: blob, mimeType };
  }
  return text(`[${uri}, ${mimeType ?? "of unknown type"}, which is not shown]`);
}

/** A later version of the protocol may have more. */
function unknownBlock(block: never): TextContent {
  return text(JSON.stringify(block));
}

const text = (value: string): TextContent => ({ type: "text", text: value });
