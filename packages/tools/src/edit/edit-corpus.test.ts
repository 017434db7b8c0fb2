import { beforeAll, expect, test } from "vitest";
import type { EditCase } from "../../test/edit-corpus/edit-case.ts";
import { madeCases } from "../../test/edit-corpus/made-cases.ts";
import { type NaiveVerdict, naiveVerdict } from "../../test/edit-corpus/naive-oracle.ts";
import { realCases } from "../../test/edit-corpus/real-cases.ts";
import { memoryEnv } from "../env/memory-env.ts";
import { ToolError } from "../tool-error.ts";
import { createEditFileTool } from "./edit-file-tool.ts";

/** What a call did to the file, or why it was refused. */
type Outcome = { content: string } | { code: string; message: string };

async function outcomeOf({ file, edits }: EditCase): Promise<Outcome> {
  const env = memoryEnv({ file });
  try {
    await createEditFileTool({ env }).execute("id", { path: "file", edits });
  } catch (cause) {
    if (!ToolError.isInstance(cause)) throw cause;
    expect(await contentOf(env)).toBe(file);
    return { code: cause.code, message: cause.message };
  }
  return { content: await contentOf(env) };
}

async function contentOf(env: ReturnType<typeof memoryEnv>): Promise<string> {
  const read = await env.readFile("file");
  return read.ok ? Buffer.from(read.value).toString() : expect.fail(read.error.message);
}

const codes: Record<Exclude<NaiveVerdict, "applies">, string> = {
  empty: "invalid",
  missing: "no_match",
  ambiguous: "ambiguous",
  overlapping: "ambiguous",
  "no change": "no_change",
};

let corpus: (EditCase & { verdict: NaiveVerdict })[] = [];
let realCount = 0;
beforeAll(() => {
  const real = realCases();
  realCount = real.length;
  const judged = (one: EditCase) => ({ ...one, verdict: naiveVerdict(one.file, one.edits) });
  corpus = [...real, ...madeCases()].map(judged);
});

test("the corpus is large, half of it is real files, and it holds edits that apply and that do not", () => {
  const count = (verdict: NaiveVerdict) => corpus.filter((one) => one.verdict === verdict).length;
  expect(corpus.length).toBeGreaterThanOrEqual(300);
  expect(realCount).toBeGreaterThanOrEqual(corpus.length / 2);
  expect(count("applies")).toBeGreaterThanOrEqual(200);
  for (const verdict of ["empty", "missing", "ambiguous", "overlapping", "no change"] as const) {
    expect([verdict, count(verdict) >= 8]).toEqual([verdict, true]);
  }
});

test("what applies is what was made to apply", () => {
  for (const { kind, name, edited, verdict } of corpus) {
    expect([kind, name, verdict === "applies"]).toEqual([kind, name, edited !== ""]);
  }
});

test("every edit that applies is made, in the right place and nowhere else", async () => {
  for (const one of corpus) {
    if (one.verdict !== "applies") continue;
    const { kind, name, edited } = one;
    const outcome = await outcomeOf(one);
    if (!("content" in outcome)) expect.fail(`${kind}, ${name}: ${outcome.message}`);
    // Compared like this, because a difference of huge files takes minutes to print.
    if (outcome.content !== edited) expect({ kind, name, outcome }).toEqual({ kind, name, edited });
  }
});

test("every other edit is refused, and the refusal names the place", async () => {
  for (const one of corpus) {
    if (one.verdict === "applies") continue;
    const { kind, name, verdict, line } = one;
    const outcome = await outcomeOf(one);
    const code = codes[verdict];
    expect({ kind, name, outcome }).toMatchObject({ kind, name, outcome: { code } });
    const message = "message" in outcome ? outcome.message : "";
    const place = /at lines (\d+)(?:-(\d+))?/.exec(message);
    if (verdict === "missing") {
      expect([kind, name, Number(place?.[1]), message]).toEqual([kind, name, line, message]);
    }
    if (verdict === "ambiguous") expect(message).toMatch(/occurrences of .* at lines \d+, \d+/);
    if (verdict === "overlapping") expect(message).toContain("edits[0] and edits[1] overlap");
  }
});
