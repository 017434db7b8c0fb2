/**
 * The rules of the house that no linter knows: imports go only downwards, files stay short, nothing is `any`,
 * libraries have no ambient state. Prints every breach and exits 1 when there is one.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

const root = join(import.meta.dirname, "..");
const maxLines = 500;

/** What each part may import of the others. */
const layers: Record<string, readonly string[]> = {
  "packages/ai": [],
  "packages/agent": ["@argent/ai"],
  "packages/tools": ["@argent/ai", "@argent/agent"],
  "packages/compat": ["@argent/ai", "@argent/agent", "@argent/tools"],
  "apps/cli": ["@argent/ai", "@argent/agent", "@argent/tools", "@argent/compat"],
  "apps/gateway": ["@argent/ai", "@argent/agent", "@argent/tools", "@argent/compat"],
  bench: ["@argent/ai", "@argent/agent", "@argent/tools", "@argent/compat"],
  examples: ["@argent/ai", "@argent/agent", "@argent/tools", "@argent/compat"],
};

interface Rule {
  applies(part: string, path: string): boolean;
  pattern: RegExp;
  message: string;
}

const isTest = (path: string) => path.endsWith(".test.ts");
/** The facades of Pi and Vargos read the environment and keep process-wide registries where the originals do. */
const isFacade = (path: string) => /\/compat\/src\/(pi-|vargos|register\/index)/.test(path);
const isLibrary = (part: string, path: string) =>
  part.startsWith("packages/") && path.includes("/src/") && !isTest(path) && !isFacade(path);

const rules: readonly Rule[] = [
  {
    applies: () => true,
    pattern: /(:\s*any\b|<any\b|\bas any\b|\bany\[\])/,
    message: "`any` is not used here",
  },
  {
    applies: (_, path) => !isTest(path),
    pattern: /\bas unknown as\b/,
    message: "a double cast hides a wrong type",
  },
  {
    applies: isLibrary,
    pattern: /\bprocess\.(env|cwd|chdir|exit)\b|\bhomedir\(|\bconsole\.\w+\(/,
    message: "a library has no ambient state; take it from the caller",
  },
  {
    applies: isLibrary,
    pattern:
      /^(let|var)\s|^(export )?const \w+(: [^=]+)? = new (Map|Set|WeakMap|WeakSet|Array)\(\);|^const \w+(: (?!readonly )[^=]+)? = (\[\]|\{\});/,
    message: "a module keeps no mutable state",
  },
  {
    applies: () => true,
    pattern: /\b(test|describe|it)\.(skip|only|todo)\(/,
    message: "no test is skipped, alone or missing",
  },
];

const problems: string[] = [];
for (const [part, allowed] of Object.entries(layers)) {
  for (const path of sourceFiles(join(root, part))) checkFile(part, allowed, path);
}
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
console.log("Sources keep the rules of the house.");

function checkFile(part: string, allowed: readonly string[], path: string): void {
  const name = relative(root, path);
  const lines = readFileSync(path, "utf8").split("\n");
  if (lines.length - 1 > maxLines)
    problems.push(`${name}: ${lines.length - 1} lines; the limit is ${maxLines}`);
  lines.forEach((line, index) => {
    const code = line.replace(/^\s*(\*|\/\/|\/\*).*$/, "");
    const at = `${name}:${index + 1}`;
    const imported = /(?:from|import\()\s*"(@argent\/[a-z]+)/.exec(code)?.[1];
    if (imported && imported !== ownName(part) && !allowed.includes(imported)) {
      problems.push(`${at}: ${part} must not import ${imported}`);
    }
    if (/(?:from|import\()\s*"(?:\.\.\/)+(?:packages|apps)\//.test(code)) {
      problems.push(`${at}: import the package by its name`);
    }
    for (const rule of rules) {
      if (rule.applies(part, name) && rule.pattern.test(code))
        problems.push(`${at}: ${rule.message}`);
    }
  });
}

function ownName(part: string): string {
  return `@argent/${part.split("/").at(-1)}`;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/\/(node_modules|dist|peers)\//.test(path));
}
