import type { Fields } from "./fields.ts";

/**
 * What a tool that the vendor runs itself was asked, and what came of it. Our messages have no block for it, and the
 * client must never run it, so it is kept as the JSON that came: without images and encrypted data, its strings cut to
 * 2,000 characters and all of it to 8,000.
 */
export function serverToolText(item: Fields): string {
  return cut(JSON.stringify(item, readable), 8_000);
}

function readable(_name: string, value: unknown): unknown {
  if (typeof value !== "string") return value;
  return encoded.test(value) ? `(${value.length} characters of data)` : cut(value, 2_000);
}

/** Base64 and data URLs: longer than any word, and without the dots of an address. */
const encoded = /^[\w+/=:;,-]{200}/;

function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const end = text.slice(0, limit).replace(/[\uD800-\uDBFF]$/, ""); // no half of a surrogate pair
  return `${end}…`;
}
