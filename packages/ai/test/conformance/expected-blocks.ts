import type { AssistantContent } from "../../src/message.ts";

/** What the messages of the corpora are made of. */
export const hello = { type: "text", text: "Hello" };

export function toolCall(id: string, path: string, fields: object = {}): object {
  return { type: "toolCall", id, name: "look", arguments: { path }, ...fields };
}

/** A call whose arguments broke off. */
export function cutCall(id: string): object {
  return { type: "toolCall", id, name: "look", arguments: {}, argumentsError: unreadable };
}

/** Stands for the id of a call that the vendor gave none. */
export const madeUpId = "made up";

/** Stands for every reason, because the words are those of the JSON parser. */
const unreadable = "unreadable";

/** A block as the corpora write it. */
export function comparable(block: AssistantContent): object {
  if (block.type !== "toolCall") return block;
  const id = /^call_[\da-f]{24}$/.test(block.id) ? madeUpId : block.id;
  return { ...block, id, ...(block.argumentsError && { argumentsError: unreadable }) };
}
