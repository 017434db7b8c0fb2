/**
 * Checks what users get: packs every published package, lints the tarballs, installs them into an empty folder with
 * npm, imports every entry there, runs both programs and measures how fast `argent --version` answers. Needs a build.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const packages = [
  "packages/ai",
  "packages/agent",
  "packages/tools",
  "packages/compat",
  "apps/cli",
  "apps/gateway",
];
/** It exports nothing; it is there for what it does. */
const hook = "@argent/compat/register";
const folder = mkdtempSync(join(tmpdir(), "argent-packages-"));

try {
  const tarballs = packages.map(pack);
  for (const [index, name] of packages.entries()) lint(name, tarballs[index] ?? "");
  const host = install(tarballs);
  for (const name of packages) importEntries(name, host);
  runPrograms(host);
  console.log(`Checked ${packages.length} packages.`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function pack(name: string): string {
  const target = join(folder, name.replace("/", "-"));
  mkdirSync(target);
  execFileSync("pnpm", ["pack", "--pack-destination", target], {
    cwd: join(root, name),
    stdio: "pipe",
  });
  const file = readdirSync(target).find((entry) => entry.endsWith(".tgz"));
  if (file === undefined) throw new Error(`pnpm pack made no tarball of ${name}.`);
  return join(target, file);
}

function lint(name: string, tarball: string): void {
  execFileSync("publint", [tarball, "--strict"], { cwd: root, stdio: "inherit" });
  const hasTypes = Object.keys(manifest(name).exports).some((entry) => entry !== "./package.json");
  if (!hasTypes) return; // a package that is only a program has no types to check
  execFileSync("attw", [tarball, "--profile", "esm-only"], { cwd: root, stdio: "inherit" });
}

function install(tarballs: readonly string[]): string {
  const host = join(folder, "host");
  mkdirSync(host);
  writeFileSync(
    join(host, "package.json"),
    JSON.stringify({ name: "host", private: true, type: "module" }),
  );
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error", ...tarballs], {
    cwd: host,
    stdio: "inherit",
  });
  return host;
}

function importEntries(name: string, host: string): void {
  const { name: packageName, exports } = manifest(name);
  for (const entry of Object.keys(exports)) {
    if (entry.endsWith(".json")) continue;
    const specifier = packageName + entry.slice(1);
    if (specifier === hook) continue;
    const program = `const module = await import(${JSON.stringify(specifier)}); if (Object.keys(module).length === 0) throw new Error("exports nothing");`;
    execFileSync("node", ["--input-type=module", "--eval", program], {
      cwd: host,
      stdio: "inherit",
    });
  }
}

function runPrograms(host: string): void {
  const argent = join(host, "node_modules/.bin/argent");
  const { version } = manifest("apps/cli");
  expectOutput(argent, ["--version"], version);
  expectOutput(argent, ["--help"], "run");
  expectOutput(
    join(host, "node_modules/.bin/argent-gateway"),
    ["--version"],
    manifest("apps/gateway").version,
  );
  expectOutput(join(host, "node_modules/.bin/argent-migrate"), ["--help"], "--write");
  expectOutput("node", ["--import", hook, "--eval", "console.log('hooked')"], "hooked", host);
  execFileSync(argent, ["demo"], { cwd: host, stdio: "pipe", env: { ...process.env, HOME: host } });
  for (const option of ["--version", "--help"]) {
    const loaded = loadedModules(host, option);
    if (loaded.length > 0) throw new Error(`argent ${option} loads ${loaded.join(", ")}.`);
  }
  const main = join(host, "node_modules/@argent/cli/dist/main.js");
  const [bare, own] = [medianMs(["--eval", "0"]), medianMs([main, "--version"])];
  console.log(`argent --version: ${own} ms; bare Node: ${bare} ms.`);
}

/** The median of nine starts of Node, in milliseconds. */
function medianMs(args: readonly string[]): number {
  const times = Array.from({ length: 9 }, () => {
    const begin = performance.now();
    execFileSync("node", args, { stdio: "pipe" });
    return performance.now() - begin;
  });
  return Math.round(times.sort((a, b) => a - b)[4] ?? 0);
}

/** The modules of other packages that an option touches: there must be none. */
function loadedModules(host: string, option: string): string[] {
  const recorder = join(host, "recorder.mjs");
  writeFileSync(
    recorder,
    `import { registerHooks } from "node:module";
registerHooks({ load(url, context, next) { if (url.includes("/node_modules/") && !url.includes("/@argent/cli/")) console.error("LOADED " + url); return next(url, context); } });`,
  );
  const main = join(host, "node_modules/@argent/cli/dist/main.js");
  const output = execFileSync("sh", ["-c", `node --import ${recorder} ${main} ${option} 2>&1`], {
    encoding: "utf8",
  });
  return output.split("\n").filter((line) => line.startsWith("LOADED "));
}

function expectOutput(
  program: string,
  args: readonly string[],
  expected: string,
  cwd?: string,
): void {
  const output = execFileSync(program, args, { encoding: "utf8", cwd });
  if (!output.includes(expected)) {
    throw new Error(
      `${program} ${args.join(" ")} should print ${JSON.stringify(expected)}, got ${JSON.stringify(output)}.`,
    );
  }
}

function manifest(name: string): {
  name: string;
  version: string;
  exports: Record<string, unknown>;
} {
  return JSON.parse(readFileSync(join(root, name, "package.json"), "utf8"));
}
