import { type Fields, isRecord, recordOf } from "../fields.ts";
import type { MessageBuilder } from "../message-builder.ts";
import { serverToolText } from "../server-tool-text.ts";

/** Calls that the vendor executes itself: put together from their pieces, and kept as text in the order they began. */
export class ServerCalls {
  readonly #builder: MessageBuilder;
  readonly #pending = new Map<object, Fields>();

  constructor(builder: MessageBuilder) {
    this.#builder = builder;
  }

  /** `key` stands for the call. A piece that comes after the call was written is a text of its own. */
  take(key: object, piece: Fields): void {
    const known = this.#pending.get(key);
    this.#pending.set(key, known === undefined ? piece : joined(known, piece));
  }

  /** Writes what came, because something else begins or the answer is over. No other text may be open. */
  write(): void {
    for (const fields of this.#pending.values()) {
      const contentIndex = this.#builder.startText();
      this.#builder.delta(contentIndex, serverToolText({ ...fields, index: undefined }));
      this.#builder.end(contentIndex);
    }
    this.#pending.clear();
  }
}

/** Text grows, except for what names the call; everything else comes whole. */
function joined(known: Fields, piece: Fields): Fields {
  const entries = Object.entries(piece).map(([name, value]) => {
    const before = known[name];
    if (isRecord(value)) return [name, joined(recordOf(before), value)];
    const grows = typeof before === "string" && typeof value === "string" && !naming.has(name);
    return [name, grows ? before + value : value];
  });
  return { ...known, ...Object.fromEntries(entries) };
}

const naming = new Set(["id", "type", "name", "status"]);
