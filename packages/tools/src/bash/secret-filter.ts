import { bufferOf } from "../buffer-of.ts";
import { redacted, shortestSecret } from "../redact.ts";
import { createFindAny } from "./find-any.ts";

/** Takes known secrets out of a stream of bytes, also where one is split between chunks. */
export interface SecretFilter {
  /** What it returns may be a part of the chunk. */
  add(chunk: Uint8Array): Uint8Array;
  /** What was held back because a secret could have gone on. */
  end(): Uint8Array;
}

export function createSecretFilter(secrets: readonly string[]): SecretFilter {
  const needles = secrets
    .filter((secret) => secret.length >= shortestSecret)
    .map((secret) => Buffer.from(secret));
  if (needles.length === 0) return { add: (chunk) => chunk, end: () => new Uint8Array() };

  const find = createFindAny(needles);
  const replacement = Buffer.from(redacted);
  let held = Buffer.alloc(0);

  const clean = (input: Buffer, isLast: boolean): Uint8Array => {
    const pieces: Buffer[] = [];
    let start = 0;
    for (let found = find(input, 0); found; found = find(input, start)) {
      // A longer secret may begin like this one.
      if (!isLast && isBeginning(input.subarray(found.at), needles)) break;
      pieces.push(input.subarray(start, found.at), replacement);
      start = found.at + found.length;
    }
    const rest = input.subarray(start);
    const certain = isLast ? rest.length : rest.length - longestBeginning(rest, needles);
    held = Buffer.from(rest.subarray(certain));
    if (pieces.length === 0) return rest.subarray(0, certain);
    return Buffer.concat([...pieces, rest.subarray(0, certain)]);
  };

  return {
    add: (chunk) =>
      clean(held.length === 0 ? bufferOf(chunk) : Buffer.concat([held, chunk]), false),
    end: () => clean(held, true),
  };
}

function isBeginning(bytes: Buffer, needles: readonly Buffer[]): boolean {
  return needles.some(
    (needle) => needle.length > bytes.length && needle.subarray(0, bytes.length).equals(bytes),
  );
}

/** The length of the longest end of the input that is the beginning of a secret. */
function longestBeginning(input: Buffer, needles: readonly Buffer[]): number {
  let longest = 0;
  for (const needle of needles) {
    const most = Math.min(needle.length - 1, input.length);
    for (let length = most; length > longest; length -= 1) {
      if (input[input.length - length] !== needle[0]) continue;
      if (input.subarray(input.length - length).equals(needle.subarray(0, length))) {
        longest = length;
      }
    }
  }
  return longest;
}
