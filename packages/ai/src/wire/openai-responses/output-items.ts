import type { Fields } from "../fields.ts";

/** Tools that the vendor names itself are `serverTool`, and never calls of ours; what is `other` is passed over. */
export type ItemType = "message" | "reasoning" | "function_call" | "serverTool" | "other";

/** One item of the answer's output, while it arrives. */
export interface OutputItem {
  readonly type: ItemType;
  readonly outputIndex: unknown;
  readonly id: unknown;
  /** -1 until the item has content. */
  contentIndex: number;
  closed: boolean;
  /** The part that text last came for, and whether any did. */
  part: unknown;
  partHasText: boolean;
  /** Which of reasoning's two texts came first, its summary or itself; the other one would say the same again. */
  source: "text" | "summary" | undefined;
  /** Reasoning: what was made from it is an item that can be sent back. */
  paired: boolean;
}

/**
 * The items of one answer. They are told apart by `output_index` and id together; by one of them where a server
 * repeats the index or changes the id; and by their order where it gives neither.
 */
export class OutputItems {
  readonly #items: OutputItem[] = [];
  #latest: OutputItem | undefined;

  get isEmpty(): boolean {
    return this.#items.length === 0;
  }

  add(fields: Fields, outputIndex: unknown): OutputItem {
    const type = itemType(fields.type);
    const previous = this.#items.at(-1);
    const goesBack = type !== "serverTool" && type !== "other";
    if (!goesBack && previous?.type === "reasoning") previous.paired = false;
    const item: OutputItem = {
      type,
      outputIndex,
      id: fields.id,
      contentIndex: -1,
      closed: false,
      part: undefined,
      partHasText: false,
      source: undefined,
      paired: true,
    };
    this.#items.push(item);
    this.#latest = item;
    return item;
  }

  find(type: ItemType, outputIndex: unknown, id: unknown): OutputItem | undefined {
    const latest = this.#latest;
    if (
      latest?.type === type &&
      latest.outputIndex === outputIndex &&
      latest.id === id &&
      !latest.closed
    ) {
      return latest;
    }
    let found: OutputItem | undefined;
    let best = 0;
    for (let index = this.#items.length - 1; index >= 0 && best < 3; index--) {
      const item = this.#items[index];
      if (item?.type !== type) continue;
      const score = likeness(item, outputIndex, id);
      if (score > best) [found, best] = [item, score];
    }
    if (found !== undefined) this.#latest = found;
    return found;
  }

  [Symbol.iterator](): Iterator<OutputItem> {
    return this.#items.values();
  }
}

export function itemType(type: unknown): ItemType {
  if (type === "message" || type === "reasoning" || type === "function_call") return type;
  return typeof type === "string" && serverTool.test(type) ? "serverTool" : "other";
}

/**
 * `web_search_call`, `code_interpreter_call`, `local_shell_call_output`, `mcp_list_tools`, `tool_search_output`,
 * `program`, …
 */
const serverTool = /_call(_output)?$|^mcp_|^tool_search_|^program(_output)?$/;

/** 3: the same item for certain. A closed item is found only for certain, so that a repetition changes nothing. */
function likeness(item: OutputItem, outputIndex: unknown, id: unknown): number {
  const sameIndex = item.outputIndex === outputIndex;
  const sameId = item.id === id;
  if (sameIndex && sameId && (outputIndex !== undefined || id !== undefined)) return 3;
  if (item.closed) return 0;
  if (outputIndex === undefined && id === undefined) return 1;
  if (sameIndex && outputIndex !== undefined) return 2;
  return sameId && id !== undefined ? 1 : 0;
}
