import { type ChunkLine, lineText } from "./chunk-lines.ts";
import { parseLine } from "./parse-line.ts";

/** An entry's place in the tree. */
interface EntryHead {
  readonly type: string;
  readonly id: string;
  readonly parentId: string | null;
}

/**
 * The head of an entry, read without parsing the line when it starts with type, id and parent, as Pi and Argent write
 * most of them.
 */
export function entryHead(line: ChunkLine): EntryHead | undefined {
  const start = line.bytes.toString("latin1", line.from, Math.min(line.to, line.from + headBytes));
  const match = usualStart.exec(start);
  if (match) {
    const [, type = "", id = "", parentId] = match;
    return { type, id, parentId: parentId ?? null };
  }
  const parsed = parseLine(lineText(line));
  if (parsed.kind === "header") return { type: "session", id: parsed.header.id, parentId: null };
  return parsed.kind === "entry" ? parsed.entry : undefined;
}

const headBytes = 200;
const usualStart =
  /^\{"type":"([a-z_]+)","id":"([\w-]+)","parentId":(?:null|"([\w-]+)"),"timestamp":"/;
