import { randomBytes } from "node:crypto";
import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, relative } from "node:path";
import { servingOf } from "../register/served.ts";
import { exportedNames } from "./exported-names.ts";
import { findFiles, type HostFile } from "./find-files.ts";
import { plainEntry } from "./judge-reference.ts";
import { migrateManifest } from "./migrate-manifest.ts";
import { type Finding, migrateSource } from "./migrate-source.ts";

export interface MigrateOptions {
  /** The folder of the host. */
  folder: string;
  /** Whether files are written. */
  write: boolean;
  /** The version of `@argent/compat` that manifests get. */
  version: string;
  /** Where an entry of `@argent/compat` lies, as a URL. */
  resolveEntry(entry: string): string;
}

export interface MigrationReport {
  /** Files that name Pi. */
  files: readonly MigratedFile[];
  filesRead: number;
  found: number;
  rewritten: number;
  left: number;
}

export interface MigratedFile {
  /** Relative to the folder. */
  path: string;
  findings: readonly Finding[];
  isChanged: boolean;
}

/** Finds every module name of Pi in a host, rewrites what has an equivalent, and reports the rest. */
export async function migrateHost(options: MigrateOptions): Promise<MigrationReport> {
  const { folder, write } = options;
  const namesByEntry = new Map<string, ReadonlySet<string>>();
  const namesOf = (entry: string) => {
    const names = namesByEntry.get(entry) ?? exportedNames(options.resolveEntry(entry));
    namesByEntry.set(entry, names);
    return names;
  };
  const files: MigratedFile[] = [];
  const manifests: HostFile[] = [];
  /** The packages that sources go on importing, with the folder of the source. */
  const needed: { name: string; folder: string }[] = [];
  let filesRead = 0;
  const take = async (
    file: HostFile,
    migrate: (source: string) => { text: string; findings: readonly Finding[] } | undefined,
  ) => {
    filesRead++;
    const source = await readFile(file.path, "utf8");
    const migrated = migrate(source);
    if (!migrated) return;
    const isChanged = migrated.text !== source;
    if (isChanged && write) await replaceFile(file.path, migrated.text);
    files.push({ path: relative(folder, file.path), findings: migrated.findings, isChanged });
    for (const { to, specifier, kind } of migrated.findings) {
      if (to === undefined && kind !== "mention")
        needed.push({ name: packageOf(specifier), folder: dirname(file.path) });
    }
  };
  for await (const file of findFiles(folder)) {
    if (file.kind === "manifest") manifests.push(file);
    else if (file.kind === "source")
      await take(file, (source) => migrateSource(file.path, source, namesOf));
    else await take(file, reportMentions);
  }
  for (const file of manifests) {
    const below = `${dirname(file.path)}/`;
    const stillNeeded = new Set(
      needed.filter((one) => `${one.folder}/`.startsWith(below)).map(({ name }) => name),
    );
    await take(file, (source) =>
      migrateManifest(source, { version: options.version, stillNeeded }),
    );
  }
  const findings = files.flatMap((file) => file.findings);
  const rewritten = findings.filter(({ to }) => to !== undefined).length;
  return {
    files,
    filesRead,
    found: findings.length,
    rewritten,
    left: findings.length - rewritten,
  };
}

/** Aliases lead a specifier somewhere else; what that means only the host knows. */
function reportMentions(source: string): { text: string; findings: Finding[] } | undefined {
  const findings: Finding[] = [];
  for (const [index, line] of source.split("\n").entries()) {
    for (const match of line.matchAll(/"(@(?:mariozechner|earendil-works)\/pi-[^"*]*)[^"]*"/g)) {
      const specifier = match[1] ?? "";
      const serving = servingOf(specifier.replace(/\/$/, ""));
      const advice =
        serving?.by === "argent"
          ? `An alias: remove it, or point it at ${plainEntry(serving.entry)}.`
          : "An alias that Argent has nothing for. It stays.";
      findings.push({
        line: index + 1,
        column: match.index + 2,
        specifier,
        kind: "mention",
        advice,
      });
    }
  }
  return findings.length === 0 ? undefined : { text: source, findings };
}

/** `@scope/name` of `@scope/name/path`. */
function packageOf(specifier: string): string {
  return specifier.split("/").slice(0, 2).join("/");
}

/** A file is the old one or the new one at every moment. */
async function replaceFile(path: string, text: string): Promise<void> {
  const { mode } = await stat(path);
  const draft = `${path}.${randomBytes(4).toString("hex")}.tmp`;
  try {
    await writeFile(draft, text, { mode, flag: "wx" });
    await rename(draft, path);
  } catch (cause) {
    await rm(draft, { force: true });
    throw cause;
  }
}
