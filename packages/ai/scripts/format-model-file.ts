import type { ModelFile } from "../src/models/model-file.ts";

/** One model a line, so that a change of one price is a change of one line. */
export function formatModelFile({ models, ...head }: ModelFile): string {
  return `{\n${lines(head)},\n"models": {\n${lines(models)}\n}\n}\n`;
}

/** One entry a line. */
export function formatRecord(record: object): string {
  return `{\n${lines(record)}\n}\n`;
}

function lines(record: object): string {
  return Object.entries(record)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`)
    .join(",\n");
}
