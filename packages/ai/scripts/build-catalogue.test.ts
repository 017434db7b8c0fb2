import { expect, test } from "vitest";
import { buildCatalogue, type Source } from "./build-catalogue.ts";
import type { PlannedProvider } from "./catalogue-plan.ts";
import type { Corrections } from "./correct-rows.ts";
import { formatModelFile } from "./format-model-file.ts";
import { type SourceRow, sourceRows } from "./source-row.ts";

const vendor = { name: "Acme", keyNames: ["ACME_API_KEY"] };
const none: Corrections = { asOf: "2026-02-01", providers: {} };

test("rows are sorted, and what they share is stated once", () => {
  const rows = [row("b", { compat: { maxTokensField: "max_tokens", supportsStrictMode: true } })];
  rows.push(row("a", { compat: { maxTokensField: "max_tokens" } }));
  const { files, vendors } = build([{ id: "acme", vendor }], { acme: rows });
  expect(files).toEqual([
    {
      provider: { id: "acme", name: "Acme" },
      asOf: "2026-01-01",
      source: "newest@1",
      defaults: {
        api: "openai-completions",
        baseUrl: "https://acme.example/v1",
        compat: { maxTokensField: "max_tokens" },
      },
      models: {
        a: finished("a"),
        b: { ...finished("b"), compat: { supportsStrictMode: true } },
      },
    },
  ]);
  expect(Object.keys(files[0]?.models ?? {})).toEqual(["a", "b"]);
  expect(vendors).toEqual({
    acme: {
      id: "acme",
      name: "Acme",
      apis: ["openai-completions"],
      baseUrls: ["https://acme.example/v1"],
      keyNames: ["ACME_API_KEY"],
      compat: { maxTokensField: "max_tokens" },
    },
  });
});

test("a row of another protocol says everything itself", () => {
  const other = row("c", { api: "anthropic-messages", baseUrl: "https://acme.example/anthropic" });
  const { files, vendors } = build([{ id: "acme", vendor }], { acme: [row("a"), row("b"), other] });
  expect(files[0]?.models.c).toEqual({
    ...finished("c"),
    api: "anthropic-messages",
    baseUrl: "https://acme.example/anthropic",
  });
  expect(vendors.acme?.apis).toEqual(["openai-completions", "anthropic-messages"]);
  expect(vendors.acme?.baseUrls).toEqual([
    "https://acme.example/v1",
    "https://acme.example/anthropic",
  ]);
});

test("the order of the source does not matter", () => {
  const plan: PlannedProvider[] = [{ id: "acme", vendor }];
  const rows = [row("a"), row("b", { contextWindow: 7, maxTokens: 7 }), row("c")];
  const text = ({ files }: ReturnType<typeof build>) => files.map(formatModelFile).join();
  expect(text(build(plan, { acme: rows.toReversed() }))).toBe(text(build(plan, { acme: rows })));
});

test("models that only the earlier catalogue has are kept with its name, if the plan says so", () => {
  const earlier = { acme: [row("old"), row("a", { name: "An old name" })] };
  const kept = build([{ id: "acme", vendor, keepsEarlier: true }], { acme: [row("a")] }, earlier);
  expect(kept.files[0]?.models).toEqual({
    a: finished("a"),
    old: { ...finished("old"), asOf: "2025-01-01", source: "earlier@1" },
  });
  const dropped = build([{ id: "acme", vendor }], { acme: [row("a")] }, earlier);
  expect(Object.keys(dropped.files[0]?.models ?? {})).toEqual(["a"]);
});

test("a copy has the other provider's corrected rows at its own address", () => {
  const corrections: Corrections = {
    asOf: "2026-02-01",
    providers: {
      acme: {
        rows: [{ ids: ["a"], why: "", source: "https://acme.example", set: { maxTokens: 5 } }],
        aliases: { alpha: "a", gone: "nowhere" },
      },
    },
  };
  const plan: PlannedProvider[] = [
    { id: "acme", vendor },
    {
      id: "acme-other",
      vendor: { name: "Other", keyNames: [] },
      copyOf: "acme",
      without: ["b"],
      api: "anthropic-messages",
      baseUrl: "https://other.example",
    },
  ];
  const { files } = build(plan, { acme: [row("a"), row("b")] }, {}, corrections);
  expect(files[1]?.defaults).toEqual({
    api: "anthropic-messages",
    baseUrl: "https://other.example",
  });
  expect(files[1]?.models).toEqual({ a: { ...finished("a"), maxTokens: 5 } });
  expect(files.map((file) => file.aliases)).toEqual([{ alpha: "a" }, { alpha: "a" }]);
});

test("a correction replaces fields, removes them, and adds whole rows with its source", () => {
  const source = "https://acme.example/models";
  const whole = {
    api: "openai-completions",
    baseUrl: "https://acme.example/v1",
    input: ["text" as const],
    contextWindow: 10,
    maxTokens: 5,
    reasoning: false,
  };
  const corrections: Corrections = {
    asOf: "2026-02-01",
    providers: {
      acme: {
        rows: [
          { ids: ["a"], why: "", source, set: { pricing: null, contextWindow: 9, maxTokens: 9 } },
          { ids: ["new-1", "new-2"], why: "", source, set: whole },
        ],
      },
    },
  };
  const { files } = build([{ id: "acme", vendor }], { acme: [row("a")] }, {}, corrections);
  const added = {
    input: ["text"],
    contextWindow: 10,
    maxTokens: 5,
    reasoning: false,
    asOf: "2026-02-01",
    source,
  };
  const { pricing: _, ...unpriced } = finished("a");
  expect(files[0]?.models).toEqual({
    a: { ...unpriced, contextWindow: 9, maxTokens: 9 },
    "new-1": { name: "new-1", ...added },
    "new-2": { name: "new-2", ...added },
  });
});

test("a correction of an id that nobody knows must be whole", () => {
  const corrections: Corrections = {
    asOf: "2026-02-01",
    providers: {
      acme: { rows: [{ ids: ["typo"], why: "", source: "", set: { maxTokens: 5 } }] },
    },
  };
  const plan: PlannedProvider[] = [{ id: "acme", vendor }];
  expect(() => build(plan, { acme: [row("a")] }, {}, corrections)).toThrow(/"acme\/typo"/);
});

test("a planned provider without models stops the generation", () => {
  expect(() => build([{ id: "acme", vendor }], {})).toThrow(/No models .* "acme"/);
});

test("a file has one model a line and is JSON", () => {
  const { files } = build([{ id: "acme", vendor }], { acme: [row("a"), row("b")] });
  const text = files.map(formatModelFile).join();
  expect(JSON.parse(text)).toEqual(files[0]);
  expect(text.split("\n").filter((line) => line.startsWith('"a"'))).toHaveLength(1);
});

test("models of other kinds are skipped, and a chat model without its fields is noticed", () => {
  const chat = { ...row("a"), type: "chat" };
  expect(sourceRows([chat, { type: "image", id: "i" }]).map(({ id }) => id)).toEqual(["a"]);
  expect(() => sourceRows([{ type: "chat", id: "a" }])).toThrow(/another shape/);
});

function build(
  plan: PlannedProvider[],
  rows: Source["rows"],
  earlier: Source["rows"] = {},
  corrections = none,
) {
  return buildCatalogue(
    plan,
    { name: "newest@1", asOf: "2026-01-01", rows },
    { name: "earlier@1", asOf: "2025-01-01", rows: earlier },
    corrections,
  );
}

function row(id: string, fields: Partial<SourceRow> = {}): SourceRow {
  return {
    id,
    name: id.toUpperCase(),
    api: "openai-completions",
    baseUrl: "https://acme.example/v1",
    reasoning: false,
    input: ["text"],
    cost: { input: 1, output: 2, cacheRead: 0, cacheWrite: 0 },
    contextWindow: 100,
    maxTokens: 10,
    ...fields,
  };
}

function finished(id: string) {
  return {
    name: id.toUpperCase(),
    input: ["text"],
    contextWindow: 100,
    maxTokens: 10,
    reasoning: false,
    pricing: { input: 1, output: 2 },
  };
}
