import { manualClock } from "@argent/ai/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createInputParser } from "./input-parser.ts";
import type { TerminalInput } from "./key.ts";

const encoder = new TextEncoder();

async function parsed(chunks: readonly Uint8Array[]): Promise<TerminalInput[]> {
  const clock = manualClock();
  const inputs: TerminalInput[] = [];
  const parser = createInputParser(clock, (input) => inputs.push(input));
  for (const chunk of chunks) parser.feed(chunk);
  await clock.advance(1_000);
  return inputs;
}

const key = (name: string): TerminalInput => ({ type: "key", key: name });
const text = (words: string): TerminalInput => ({ type: "text", text: words });

test.each([
  ["\r", [key("enter")]],
  ["\n", [key("ctrl+j")]],
  ["\u001b\r", [key("alt+enter")]],
  ["\u001b[13;2u", [key("shift+enter")]],
  ["\u001b[13;3u", [key("alt+enter")]],
  ["\u001b[27;2;13~", [key("shift+enter")]],
  ["\u001b[27u", [key("escape")]],
  ["\u001b[99;5u", [key("ctrl+c")]],
  ["\u001b[97;1:3u", []],
  ["\u001b[228u", [text("ä")]],
  ["\u001b[A\u001bOB", [key("up"), key("down")]],
  ["\u001b[1;5C\u001b[1;3D", [key("ctrl+right"), key("alt+left")]],
  ["\u001b[3~\u001b[H\u001b[F", [key("delete"), key("home"), key("end")]],
  ["\u001b[Z", [key("shift+tab")]],
  ["\u001bb\u001b\u007f", [key("alt+b"), key("alt+backspace")]],
  ["\u001b\u001b[A", [key("alt+up")]],
  ["\u0003\u0004\u001f", [key("ctrl+c"), key("ctrl+d"), key("ctrl+_")]],
  ["\u001b[?1;2c\u001b[I", []],
  ["世界 👋", [text("世界 👋")]],
  ["\u001b", [key("escape")]],
  ["\u001b\u001b", [key("escape"), key("escape")]],
  ["\u001b[200~a\rb\u001b[A\u001b[201~c", [{ type: "paste", text: "a\nb\u001b[A" }, text("c")]],
])("%j is read as what was typed", async (bytes, inputs) => {
  expect(await parsed([encoder.encode(bytes)])).toEqual(inputs);
});

test("it does not matter where the bytes are cut", async () => {
  const piece = fc.constantFrom(
    "a",
    "世",
    "👩‍💻",
    "\r",
    "\u001b[A",
    "\u001b[1;5C",
    "\u001bOP",
    "\u001b\r",
    "\u001bf",
    "\u001b[200~x\ny\u001b[201~",
    "\u001b[13;2u",
    "\u0003",
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { minLength: 1, maxLength: 8 }),
      fc.array(fc.nat(100), { maxLength: 6 }),
      async (pieces, cuts) => {
        const bytes = encoder.encode(pieces.join(""));
        const places = [0, ...cuts.map((cut) => cut % bytes.length).sort((a, b) => a - b)];
        const chunks = places.map((from, index) =>
          bytes.subarray(from, places[index + 1] ?? bytes.length),
        );
        expect(joined(await parsed(chunks))).toEqual(joined(await parsed([bytes])));
      },
    ),
  );
});

test("a paste of 10,000 lines that comes in small chunks is one paste", async () => {
  const words = Array.from({ length: 10_000 }, (_, index) => `line ${index}`).join("\r");
  const bytes = encoder.encode(`\u001b[200~${words}\u001b[201~`);
  const chunks = Array.from({ length: Math.ceil(bytes.length / 100) }, (_, index) =>
    bytes.subarray(index * 100, index * 100 + 100),
  );
  expect(await parsed(chunks)).toEqual([{ type: "paste", text: words.replaceAll("\r", "\n") }]);
});

test("an escape character waits for what may follow it, and no longer than a moment", async () => {
  const clock = manualClock();
  const inputs: TerminalInput[] = [];
  const parser = createInputParser(clock, (input) => inputs.push(input));
  parser.feed(encoder.encode("\u001b"));
  await clock.advance(10);
  expect(inputs).toEqual([]);
  parser.feed(encoder.encode("[A"));
  expect(inputs).toEqual([key("up")]);
  parser.feed(encoder.encode("\u001b"));
  await clock.advance(100);
  expect(inputs).toEqual([key("up"), key("escape")]);
});

/** Runs of text may come in any number of parts. */
function joined(inputs: readonly TerminalInput[]): TerminalInput[] {
  const result: TerminalInput[] = [];
  for (const input of inputs) {
    const last = result.at(-1);
    if (input.type === "text" && last?.type === "text") {
      result[result.length - 1] = text(last.text + input.text);
    } else result.push(input);
  }
  return result;
}
