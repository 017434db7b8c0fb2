import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSseParser } from "./sse.ts";

function parse(chunks: readonly Uint8Array[]): string[] {
  const events: string[] = [];
  const parser = createSseParser((data) => events.push(data));
  for (const chunk of chunks) parser.push(chunk);
  parser.end();
  return events;
}

const bytes = (text: string) => new TextEncoder().encode(text);

function splitAt(data: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const positions = [
    0,
    ...[...new Set(cuts.map((cut) => cut % (data.length + 1)))].sort((a, b) => a - b),
    data.length,
  ];
  return positions.slice(1).map((end, index) => data.subarray(positions[index], end));
}

describe("createSseParser", () => {
  test.each([
    ["one event a blank line", "data: a\n\ndata: b\n\n", ["a", "b"]],
    ["CRLF", "data: a\r\n\r\ndata: b\r\n\r\n", ["a", "b"]],
    ["comments and other fields", ": ping\nevent: x\nid: 1\nretry: 5\ndata: a\n\n", ["a"]],
    ["several data lines joined by a line feed", "data: a\ndata: b\n\n", ["a\nb"]],
    ["no space after the colon", "data:a\n\n", ["a"]],
    ["only one space is the separator's", "data:  a\n\n", [" a"]],
    ["a last event without a blank line", "data: a\n\ndata: b", ["a", "b"]],
    ["nothing", "", []],
    ["empty data", "data:\n\n", [""]],
  ])("reads %s", (_, text, expected) => {
    expect(parse([bytes(text)])).toEqual(expected);
  });

  test("gives the same events wherever the bytes are split, also inside a character", () => {
    const line = fc.string({ unit: "binary" }).map((text) => text.replace(/[\r\n]/g, "é"));
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 8 }),
        fc.constantFrom("\n", "\r\n"),
        fc.array(fc.nat({ max: 2_000 }), { maxLength: 20 }),
        (events, newline, cuts) => {
          const body = events
            .map((data) => `: c${newline}data: ${data}${newline}${newline}`)
            .join("");
          const whole = parse([bytes(body)]);
          // Lone surrogates become U+FFFD in UTF-8, in the expectation as on the wire.
          expect(whole).toEqual(events.map((data) => data.toWellFormed()));
          expect(parse(splitAt(bytes(body), cuts))).toEqual(whole);
        },
      ),
    );
  });
});
