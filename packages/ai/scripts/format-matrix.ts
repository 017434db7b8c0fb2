import { thinkingLevels } from "../src/thinking.ts";
import { builtInVendors } from "../src/vendors.ts";
import { answerCorpora } from "../test/conformance/answer-corpora.ts";
import { answerBehaviours, requestBehaviours } from "../test/conformance/behaviours.ts";
import { endpoints } from "../test/conformance/endpoints.ts";
import { thinkingTable } from "../test/conformance/thinking-table.ts";
import { providerNotes } from "./provider-notes.ts";

/** One test of a run. */
export interface TestOutcome {
  /** The file's name without folder and extension. */
  file: string;
  /** The outermost `describe`. */
  group: string;
  title: string;
  passed: boolean;
}

/** The page about the providers, as Markdown. */
export function formatMatrix(outcomes: readonly TestOutcome[]): string {
  const of = (file: string) => outcomes.filter((outcome) => outcome.file === file);
  const failed = outcomes.filter(({ passed }) => !passed).length;
  return `# Providers

Written by \`pnpm matrix\` from a run of the conformance suite and from the tables that it checks; do not edit it by hand.
${outcomes.length} tests ran, ${failed === 0 ? "and none failed" : `${failed} failed`}. Nearly all of them are exchanges over HTTP with a server that speaks the vendor's
protocol and refuses what the vendor refuses. \`✓\` passed, \`✗\` failed, \`–\` does not apply.

## Who they are

${vendorTable()}

${vendorNotes()}

## Thinking levels on the wire

What a request holds for each level; everything else in it is the same. A level that a model lacks becomes the next one above
it, else the next below, and the answer says so.

${thinkingTableText()}

## Answers

Each of these was played as hand-written payloads, read through \`stream()\` and \`complete()\`, and handed back to the model.

${behaviourTable(answerBehaviours, of("answers"))}

The same answers with CRLF, comments and pings, cut anew at any byte, and broken off at any place:
${framingText(of("framing"))}

${reasonsText()}

## Requests

${behaviourTable(requestBehaviours, of("requests"))}

Whole bodies, for all six thinking levels each: a text, a text with tools, an image, the model's own conversation with calls,
results and thinking, and the same conversation taken over from a model of each vendor.

${bodiesTable(of("request-bodies"))}

## The contract of a provider

${contractTable(of("contract"))}

## Failures that others met

${issuesText(of("argentos-defects"))}
${issuesText(of("peer-issues"))}

## Errors

How vendors word their errors, and whether each is read as what it is: ${errorsText(of("error-bodies"))}.
`;
}

function vendorTable(): string {
  return table(
    ["provider", "protocols", "addresses", "key"],
    builtInVendors.map(({ id, name, apis, baseUrls, keyNames }) => [
      `${name} \`${id}\``,
      apis.map(code).join("<br>"),
      baseUrls.join("<br>") || "the caller's",
      keyNames.map(code).join("<br>") || "the caller's",
    ]),
  );
}

function vendorNotes(): string {
  return builtInVendors
    .map(({ id, name }) => `**${name}**\n\n${bullets(providerNotes[id] ?? [])}`)
    .join("\n\n");
}

function thinkingTableText(): string {
  return table(
    ["model", ...thinkingLevels.map(code)],
    thinkingTable.map(({ endpoint, model, levels }) => [
      `${endpoint} \`${model.id}\``,
      ...thinkingLevels.map((level) => fieldsText(levels[level])),
    ]),
  );
}

/** `thinking.type: adaptive`, a field a line; the limit of the answer is left out. */
function fieldsText(fields: object): string {
  const lines = leaves(fields, "")
    .filter(([path]) => !/max_?(output_?)?tokens$/i.test(path))
    .map(([path, value]) => `${path}: ${value}`);
  return lines.map(code).join("<br>") || "nothing";
}

function leaves(value: object, path: string): [path: string, value: unknown][] {
  return Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === "object" && inner !== null
      ? leaves(inner, `${path}${name}.`)
      : [[path + name, inner] as [string, unknown]],
  );
}

function behaviourTable(
  behaviours: Readonly<Record<string, string>>,
  outcomes: readonly TestOutcome[],
): string {
  return endpointTable(Object.entries(behaviours), (name, behaviour) =>
    mark(
      outcomes.filter(({ group, title }) => group === name && title.startsWith(`${behaviour}: `)),
    ),
  );
}

function contractTable(outcomes: readonly TestOutcome[]): string {
  const titles = unique(outcomes.map(({ title }) => title));
  return endpointTable(
    titles.map((title) => [title, title]),
    (name, title) =>
      mark(outcomes.filter((it) => it.title === title && it.group.startsWith(`${name} keeps`))),
  );
}

function endpointTable(
  rows: readonly (readonly [key: string, words: string])[],
  cell: (endpoint: string, key: string) => string,
): string {
  return table(
    ["", ...endpoints.map(({ name }) => name)],
    rows.map(([key, words]) => [words, ...endpoints.map(({ name }) => cell(name, key))]),
  );
}

function bodiesTable(outcomes: readonly TestOutcome[]): string {
  const kinds = unique(outcomes.map(({ title }) => title));
  return table(
    ["model", ...kinds.map((kind) => kind.replace("a conversation of", "of"))],
    unique(outcomes.map(({ group }) => group)).map((group) => [
      group,
      ...kinds.map((kind) =>
        mark(outcomes.filter((it) => it.group === group && it.title === kind)),
      ),
    ]),
  );
}

function framingText(outcomes: readonly TestOutcome[]): string {
  const apis = unique(outcomes.map(({ group }) => group));
  return `${apis
    .map((api) => {
      const own = outcomes.filter(({ group }) => group === api);
      return `${code(api)} ${mark(own)} (${own.length})`;
    })
    .join(", ")}.`;
}

/** Why a protocol has no answer of some kind. */
function reasonsText(): string {
  const lines = Object.entries(answerCorpora).map(([api, corpus]) => {
    const reasons = Object.entries(corpus).flatMap(([behaviour, cases]) =>
      typeof cases === "string" ? [`${behaviour} (${cases})`] : [],
    );
    return `${code(api)}: ${reasons.join("; ")}.`;
  });
  return `What a protocol does not have:\n\n${bullets(lines)}`;
}

/** A line a failure, whatever the providers that it was tried with. */
function issuesText(outcomes: readonly TestOutcome[]): string {
  const names = endpoints.map(({ name }) => name).sort((a, b) => b.length - a.length);
  const lines = new Map<string, TestOutcome[]>();
  for (const outcome of outcomes) {
    const own = names.find((name) =>
      new RegExp(`^(.*: )?${literal(name)}[ :]`).test(outcome.title),
    );
    const title = own ? outcome.title.replace(own, "every provider") : outcome.title;
    const line = `${outcome.group} ${title}`;
    lines.set(line, [...(lines.get(line) ?? []), outcome]);
  }
  return bullets([...lines].map(([line, own]) => `${mark(own)} ${line}`));
}

function errorsText(outcomes: readonly TestOutcome[]): string {
  return unique(outcomes.map(({ group }) => group))
    .filter((group) => group !== "")
    .map((group) => {
      const own = outcomes.filter((it) => it.group === group);
      return `${group} ${mark(own)} (${own.length})`;
    })
    .join(", ");
}

function mark(outcomes: readonly TestOutcome[]): string {
  if (outcomes.length === 0) return "–";
  return outcomes.every(({ passed }) => passed) ? "✓" : "✗";
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => "---"), ...rows];
  return lines
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`)
    .join("\n");
}

function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join("\n");
}

function code(text: string): string {
  return `\`${text}\``;
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

function literal(text: string): string {
  return text.replace(/[()]/g, "\\$&");
}
