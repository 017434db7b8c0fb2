import type { CassetteStorage } from "./cassette.ts";

/** A cassette that lasts as long as the object, for tests. */
export function memoryCassette(): CassetteStorage & { readonly lines: readonly string[] } {
  const lines: string[] = [];
  return {
    lines,
    read: () => lines.map((line) => `${line}\n`).join(""),
    write: (line) => {
      lines.push(line);
    },
  };
}
