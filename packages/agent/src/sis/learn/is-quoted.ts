import type { Episode } from "../episode.ts";

/**
 * Whether one of some texts has a run of words that stands in the output of a tool and that neither the user nor the
 * model wrote before: 8 words or 40 characters, whatever their case and the signs between them. A web address counts
 * however short it is. What the model writes after it has read the output may be copied from there.
 */
export function isQuoted(texts: readonly string[], episode: Episode): boolean {
  const plain = texts.map(plainWords).filter((text) => text.length >= shortestRun);
  const addresses = texts.flatMap(addressesOf);
  if (plain.length === 0 && addresses.length === 0) return false;
  let own = plainWords(episode.prompt);
  for (const { name, arguments: given, output = "" } of episode.calls) {
    own = `${own} ${plainWords(textsOfCall(name, given).join("\n"))}`;
    const said = plainWords(output);
    for (const text of plain) {
      if (sharedRuns(text, said).some((run) => !own.includes(run.trim()))) return true;
    }
    const saidAddresses = addresses.length === 0 ? [] : addressesOf(output);
    if (addresses.some((one) => saidAddresses.includes(one) && !own.includes(one))) return true;
  }
  return false;
}

/** The addresses in a text, as words. */
function addressesOf(text: string): string[] {
  return (text.match(address) ?? []).map(plainWords);
}

const address = /\bhttps?:\/\/[^\s"'`<>)\]]{4,500}/gi;

const fewestWords = 8;
const fewestCharacters = 40;
/** A run that counts has a piece that begins at a multiple of `pieceStep`. */
const pieceLength = 12;
const pieceStep = 8;
const shortestRun = pieceLength + pieceStep - 1;

function plainWords(text: string): string {
  return (text.toLowerCase().match(/[\p{L}\p{N}\p{M}_]+/gu) ?? []).join(" ");
}

/** The longest runs that a text shares with an output, as far as they count. */
function sharedRuns(text: string, output: string): string[] {
  const runs: string[] = [];
  for (let start = 0; start + pieceLength <= text.length; start += pieceStep) {
    const piece = text.slice(start, start + pieceLength);
    let at = output.indexOf(piece);
    while (at !== -1) {
      const [from, to] = widen(text, start, output, at);
      const run = text.slice(from, to);
      if (counts(run, text, from, to)) runs.push(run);
      at = output.indexOf(piece, at + Math.max(1, to - start));
    }
  }
  return runs;
}

/** The whole of what is the same around a piece that is, by its ends in the text. */
function widen(text: string, start: number, output: string, at: number): [number, number] {
  const shift = at - start;
  const isSame = (place: number) =>
    text[place] !== undefined && text[place] === output[place + shift];
  let from = start;
  while (isSame(from - 1)) from -= 1;
  let to = start + pieceLength;
  while (isSame(to)) to += 1;
  return [from, to];
}

/** Words that are cut at an end of the run do not count as words. */
function counts(run: string, text: string, from: number, to: number): boolean {
  if (run.length >= fewestCharacters) return true;
  const words = run.trim().split(" ");
  const isCutBefore = from > 0 && run[0] !== " " && text[from - 1] !== " ";
  const isCutAfter = to < text.length && run.at(-1) !== " " && text[to] !== " ";
  return words.length - Number(isCutBefore) - Number(isCutAfter) >= fewestWords;
}

function textsOfCall(name: string, given: Record<string, unknown>): string[] {
  const texts = [name];
  const open: unknown[] = [given];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === "string") texts.push(value);
    else if (typeof value !== "object" || value === null) texts.push(String(value));
    else for (const [key, inner] of Object.entries(value)) open.push(key, inner);
  }
  return texts;
}
