import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { commandLinesOf, commandsOf } from "./command-lines.ts";
import { pages, root, textOf } from "./pages.ts";

/** Where our programs are, by the name that a page calls them by. */
const programs: Readonly<Record<string, string>> = {
  argent: "apps/cli/src/main.ts",
  "argent-gateway": "apps/gateway/src/main.ts",
  "argent-migrate": "packages/compat/src/migrate/main.ts",
  bench: "bench/src/main.ts",
};

interface Manifest {
  readonly packageManager: string;
  readonly scripts: Readonly<Record<string, string>>;
}
const manifest: Manifest = JSON.parse(textOf("package.json"));

/** Commands of the package manager itself that pages name beside the scripts. */
const managerCommands = ["exec", "changeset"];

const helps = new Map<string, Promise<string>>();

/** What a program, or a command of one, prints for `--help`. */
function helpOf(program: string, ...path: readonly string[]): Promise<string> {
  const key = [program, ...path].join(" ");
  const help = helps.get(key) ?? printHelp(program, path);
  helps.set(key, help);
  return help;
}

async function printHelp(program: string, path: readonly string[]): Promise<string> {
  const args = ["--conditions=@argent/source", programs[program] ?? "", ...path, "--help"];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
  return stdout;
}

const commandsIn = (help: string): string[] =>
  [...(section(help, "Commands") ?? "").matchAll(/^ {2}([a-z]+)\b/gm)].map(([, name = ""]) => name);

/** The options that a help lists, and those that every program has. */
const optionsIn = (help: string): string[] =>
  [...help.matchAll(/(?<![\w-])(--?[a-z][a-z-]*)/gi)].map(([, name = ""]) => name);

function section(help: string, title: string): string | undefined {
  return new RegExp(`^${title}:\n((?: .*\n|\n(?= ))+)`, "m").exec(help)?.[1];
}

const lines = pages.flatMap(commandLinesOf);

test("commands are found in blocks, in inline code, behind a pipe and behind a runner", () => {
  const started = new Set(lines.map(({ words }) => words.slice(0, 2).join(" ")));
  for (const words of ["argent run", "argent mcp", "argent-migrate src", "pnpm bench"]) {
    expect(started).toContain(words);
  }
  expect(commandsOf("A=1 git diff | npx -y x@1 run 'two words' > file")).toEqual([
    ["git", "diff"],
    ["x@1", "run", "'two words'"],
    ["file"],
  ]);
});

test("every script of the package manager on a page is there, and its version is the repository's", () => {
  for (const { page, line, words } of lines) {
    const [manager = "", ...rest] = words;
    if (!/^pnpm(@|$)/.test(manager)) continue;
    const place = `${page}:${line}`;
    if (manager !== "pnpm") expect(manager, place).toBe(manifest.packageManager);
    const script = rest.find((word) => !word.startsWith("-"));
    if (script !== undefined) {
      expect([...Object.keys(manifest.scripts), ...managerCommands], place).toContain(script);
    }
  }
});

test("every command on a page is one that its program knows, with options that it has", async () => {
  let checked = 0;
  await Promise.all(
    lines.map(async ({ page, line, words }) => {
      const [program, ...args] = ownProgram(words);
      if (program === undefined || !Object.hasOwn(programs, program)) return;
      const place = `${page}:${line}: ${words.join(" ")}`;
      if (page === "docs/rpc.md" && args.join(" ") === "--mode rpc") return; // as Pi's clients start it
      const path: string[] = [];
      for (;;) {
        const commands = commandsIn(await helpOf(program, ...path));
        const next = args[path.length];
        if (commands.length === 0 || next === undefined || next.startsWith("-")) break;
        expect(commands, place).toContain(next);
        path.push(next);
      }
      const known = optionsIn(await helpOf(program, ...path));
      const used = args.filter((word) => word.startsWith("-")).map((word) => word.split("=")[0]);
      expect(known, place).toEqual(expect.arrayContaining(used));
      checked++;
    }),
  );
  expect(checked).toBeGreaterThan(20);
});

/** A command line of one of our programs, also when a page starts it through a script of the repository. */
function ownProgram(words: readonly string[]): readonly string[] {
  const [manager = "", ...rest] = words;
  if (!/^pnpm(@|$)/.test(manager)) return words;
  const index = rest.findIndex((word) => !word.startsWith("-"));
  const script = (manifest.scripts[rest[index] ?? ""] ?? "").split(" ");
  for (const [program, path] of Object.entries(programs)) {
    const start = script.indexOf(path);
    if (start >= 0) return [program, ...script.slice(start + 1), ...rest.slice(index + 1)];
  }
  return words;
}

/** Pages that describe the options of a program, and the commands whose options they may name. */
const optionPages: readonly (readonly [page: string, program: string, commands: string[]])[] = [
  ["docs/chat.md", "argent", ["chat"]],
  ["docs/cli.md", "argent", ["run", "chat", "rpc", "models", "sessions", "trust", "migrate"]],
  [
    "docs/lessons.md",
    "argent",
    ["run", "lessons list", "lessons add", "lessons reflect", "lessons retire"],
  ],
  ["docs/rpc.md", "argent", ["rpc"]],
  ["docs/mcp.md", "argent", ["mcp"]],
  ["apps/gateway/README.md", "argent-gateway", []],
  ["bench/README.md", "bench", []],
];

test.each(optionPages)(
  "every option that %s names is one of %s",
  async (page, program, commands) => {
    const paths = commands.length === 0 ? [[]] : commands.map((command) => command.split(" "));
    const helps = await Promise.all(paths.map((path) => helpOf(program, ...path)));
    const known = [...helps.flatMap(optionsIn), "--mode"]; // `argent --mode rpc`
    const named = [...textOf(page).matchAll(/`(-[^`]*)`/g)].flatMap(([, code = ""]) =>
      optionsIn(code),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(known).toEqual(expect.arrayContaining(named));
  },
);

test.each([
  [
    "argent",
    ["chat", "run", "rpc", "mcp"],
    ["docs/cli.md", "docs/chat.md", "docs/rpc.md", "docs/mcp.md"],
  ],
  ["argent-gateway", [], ["apps/gateway/README.md"]],
])("every option of %s %j is on a page", async (program, commands, where) => {
  const paths = commands.length === 0 ? [[]] : commands.map((command) => [command]);
  const helps = await Promise.all(paths.map((path) => helpOf(program, ...path)));
  const options = helps.flatMap((help) =>
    [...(section(help, "Options") ?? "").matchAll(/^ {2}.*?(--[a-z-]+)/gm)].map(
      ([, name = ""]) => name,
    ),
  );
  expect(options.length).toBeGreaterThan(3);
  const told = where.map(textOf).join("\n");
  const missing = options.filter(
    (name) => !["--help", "--version"].includes(name) && !told.includes(name),
  );
  expect(missing).toEqual([]);
});

test("every command of argent is on its page", async () => {
  const told = textOf("docs/cli.md");
  for (const command of commandsIn(await helpOf("argent"))) expect(told).toContain(`\`${command}`);
});
