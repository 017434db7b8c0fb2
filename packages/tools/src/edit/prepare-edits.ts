import { isRecord } from "../is-record.ts";

/** Brings the forms that models use for edits into one: a list, a single edit, JSON in a string, or the old form. */
export function prepareEdits(args: unknown): unknown {
  if (!isRecord(args)) return args;
  const { oldText, newText, edits, ...rest } = args;
  const list = listOf(edits);
  if (oldText === undefined && newText === undefined) {
    return edits === undefined ? args : { ...rest, edits: list };
  }
  return { ...rest, edits: [...(Array.isArray(list) ? list : []), { oldText, newText }] };
}

function listOf(edits: unknown): unknown {
  const value = typeof edits === "string" ? parsed(edits) : edits;
  return isRecord(value) ? [value] : value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // validation tells the model what is wrong with it
  }
}
