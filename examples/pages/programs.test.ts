import { execFile } from "node:child_process";
import {
  globSync,
  mkdirSync,
  mkdtempDisposableSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { blocksOf, pages, readmes, root, textOf } from "./pages.ts";

/** Languages of blocks that are no programs. Commands are checked in `commands.test.ts`. */
const notPrograms = new Set(["", "sh", "json", "markdown"]);

/**
 * What fragments lean on and do not declare: the values that the reader's own program has. The names mean the same on every
 * page. What comes from a package is imported by the fragment, so that the reader sees where it comes from.
 */
const readersOwn = `
import type { Agent, AgentMessage, AgentOptions, AgentTool, ArgentSessionManager, Sis, Turn } from "@argent/agent";
import type { ExecutionEnv } from "@argent/agent/env";
import type { Model, Provider } from "@argent/ai";
import type { Step } from "@argent/ai/testing";
import type { Approval, AskPerson } from "@argent/tools";
import type { McpServerConfig } from "@argent/tools/mcp";

declare global {
  const agent: Agent;
  const approval: Approval;
  const askSomebody: AskPerson;
  const cwd: string;
  const env: ExecutionEnv;
  const home: string;
  const initialState: AgentOptions["initialState"];
  const message: AgentMessage;
  const model: Model;
  const provider: Provider;
  const runId: string;
  const servers: Record<string, McpServerConfig>;
  const session: ArgentSessionManager;
  const sessionKey: string;
  const sis: Sis;
  const tools: AgentTool[];
  const workspace: ExecutionEnv;
  function answer(content: Turn["content"], signal: AbortSignal): Promise<{ text: string }>;
  function askStation(city: string, signal?: AbortSignal): Promise<string | undefined>;
  function playing(steps: readonly Step[]): Provider;
}
`;

test.each(readmes)("every program of %s is an example, which is compiled and run", (page) => {
  const examples = globSync("examples/*.ts", { cwd: root }).map(textOf);
  for (const { language, code } of blocksOf(page)) {
    if (!notPrograms.has(language)) expect(examples).toContain(code);
  }
});

test("every block of JSON on a page is JSON", () => {
  const blocks = pages.flatMap(blocksOf).filter(({ language }) => language === "json");
  expect(blocks.length).toBeGreaterThan(0);
  for (const { code } of blocks) expect(() => JSON.parse(code), code).not.toThrow();
});

/** Unions of the packages whose members a page lists under a heading; it must have all of them. */
const lists: readonly (readonly [page: string, heading: string, type: string, module: string])[] = [
  ["docs/agents.md", "A tool", "ToolEffect", "@argent/agent"],
  ["docs/agents.md", "Events", 'AgentEvent["type"]', "@argent/agent"],
  ["docs/agents.md", "How a run ends", "RunStopReason", "@argent/agent"],
  ["docs/compaction.md", "What happens", "CompactionStopReason", "@argent/agent"],
  ["docs/errors.md", "Errors", "AiErrorCode", "@argent/ai"],
  ["docs/errors.md", "Errors", "ToolErrorCode", "@argent/tools"],
  ["docs/lessons.md", "What refuses it", "LessonRefusal", "@argent/agent"],
  ["docs/lessons.md", "Where a lesson comes from", "LessonSource", "@argent/agent"],
  ["docs/lessons.md", "How its worth is measured", "LessonStatus", "@argent/agent"],
  ["docs/queue.md", "What a message does to a busy session", "QueueErrorCode", "@argent/agent"],
  ["docs/queue.md", "What a message does to a busy session", "QueueMode", "@argent/agent"],
  ["docs/requests.md", "Requests and answers", "keyof TurnRequest", "@argent/ai"],
  ["docs/sessions.md", "Errors", "SessionErrorCode", "@argent/agent"],
  ["docs/settings.md", "Settings", "SettingsKey", "@argent/agent"],
  ["docs/tools.md", "Approval", "ApprovalMode", "@argent/tools"],
  ["docs/tools.md", "Checkpoints", "UndoOutcome", "@argent/tools"],
];

describe("with the repository's own compiler, as strictly as the sources", () => {
  let problems: readonly string[];

  beforeAll(async () => {
    problems = await problemsOf([...fragments(), ...listings()]);
  });

  test("every program and every fragment on a page compiles", () => {
    expect(problems.filter((line) => !line.startsWith("lists/"))).toEqual([]);
  });

  test("every list on a page has all names that the sources have", () => {
    expect(problems.filter((line) => line.startsWith("lists/"))).toEqual([]);
  });
});

interface Source {
  readonly path: string;
  readonly text: string;
}

/** Each block as a module of its own, at the lines that it has on its page, so that the compiler names them. */
function fragments(): Source[] {
  const sources: Source[] = [];
  for (const page of pages) {
    for (const { language, code, line } of blocksOf(page)) {
      if (notPrograms.has(language)) continue;
      expect(["ts", "js"], `${page}:${line}: the language of a block`).toContain(language);
      const text = `${"\n".repeat(line - 1)}${code}export {};\n`;
      sources.push({ path: `${page}-${line}.${language}`, text });
    }
  }
  expect(sources.length).toBeGreaterThan(10);
  return sources;
}

/** A member that does not stand in inline code under its heading does not compile. */
function listings(): Source[] {
  return lists.map(([page, heading, type, module]) => {
    const [name = ""] = type.match(/[A-Z]\w+/) ?? [];
    const inCode = [...underHeading(textOf(page), heading).matchAll(/`([^`\n]+)`/g)];
    const words = new Set(inCode.flatMap(([, code = ""]) => code.split(/[^\w-]+/)));
    const listed = [...words].map((word) => JSON.stringify(word)).join(" | ");
    const text = `import type { ${name} } from "${module}";
export const listed = (member: ${type}): ${listed} => member;
`;
    return { path: `lists/${page}-${name}.ts`, text };
  });
}

/** What stands under a heading, to the next of its rank; nothing when there is no such heading. */
function underHeading(text: string, heading: string): string {
  const start = new RegExp(`^(#+) ${heading}$`, "m").exec(text);
  if (!start) return "";
  const rest = text.slice(start.index + start[0].length);
  const end = new RegExp(`^${start[1]} `, "m").exec(rest);
  return end ? rest.slice(0, end.index) : rest;
}

/** Compiles all of them in one run, and gives what the compiler has to say about each. */
async function problemsOf(sources: readonly Source[]): Promise<string[]> {
  using temporary = mkdtempDisposableSync(join(tmpdir(), "argent-pages-"));
  const folder = realpathSync(temporary.path);
  // The packages are found as the examples find them.
  symlinkSync(join(root, "examples/node_modules"), join(folder, "node_modules"));
  for (const { path, text } of [
    ...sources,
    { path: "readers-own.ts", text: readersOwn },
    { path: "package.json", text: JSON.stringify({ type: "module" }) },
    { path: "tsconfig.json", text: JSON.stringify(compilerSettings) },
  ]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const compiler = join(root, "node_modules/.bin/tsc");
  const run = promisify(execFile)(compiler, ["-p", folder], { cwd: folder });
  const { stdout } = await run.catch((failure) => {
    if (failure.stdout) return failure;
    throw failure;
  });
  // What is wrong with the sources themselves is for their own check.
  return String(stdout)
    .split(/\n(?!\s)/)
    .filter((line) => line !== "" && !line.startsWith(".."));
}

const compilerSettings = {
  extends: join(root, "tsconfig.base.json"),
  compilerOptions: {
    noEmit: true,
    allowJs: true,
    checkJs: true,
    customConditions: ["@argent/source"],
    typeRoots: [join(root, "node_modules/@types")],
    // A fragment shows what it gets and need not use it.
    noUnusedLocals: false,
    // Programs of Pi are checked against the facades, which have its declarations.
    paths: {
      "@mariozechner/*": [join(root, "packages/compat/src/*/index.ts")],
      vitest: [join(root, "node_modules/vitest/dist/index.d.ts")],
    },
  },
  include: ["**/*.ts", "**/*.js"],
};
