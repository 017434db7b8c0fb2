import { isRecord } from "../is-record.ts";
import type { Finding } from "./migrate-source.ts";

const servedPackage = /^@(?:mariozechner|earendil-works)\/pi-(?:ai|agent-core|coding-agent)$/;
const fields = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"];

export interface MigratedManifest {
  text: string;
  findings: readonly Finding[];
}

/**
 * Replaces the packages of Pi that a `package.json` depends on by `@argent/compat`. Those that a source still needs stay.
 * `undefined` when it depends on none.
 */
export function migrateManifest(
  source: string,
  { version, stillNeeded }: { version: string; stillNeeded: ReadonlySet<string> },
): MigratedManifest | undefined {
  const manifest = parse(source);
  if (manifest === undefined) return undefined;
  const findings: Finding[] = [];
  let isChanged = false;
  for (const field of fields) {
    const entries = manifest[field];
    if (!isRecord(entries)) continue;
    const kept: Record<string, unknown> = {};
    let isReplaced = false;
    for (const [name, range] of Object.entries(entries)) {
      if (!/^@(?:mariozechner|earendil-works)\/pi-/.test(name)) {
        kept[name] = range;
        continue;
      }
      const place = placeOf(source, name);
      const finding = { ...place, specifier: name, kind: "mention" as const };
      if (servedPackage.test(name) && !stillNeeded.has(name)) {
        isReplaced = true;
        findings.push({ ...finding, to: "@argent/compat" });
      } else {
        kept[name] = range;
        const advice = servedPackage.test(name)
          ? "A source still needs it; it goes when nothing does."
          : "Argent has nothing in its place. It stays.";
        findings.push({ ...finding, advice });
      }
    }
    if (!isReplaced) continue;
    isChanged = true;
    manifest[field] = inOrder({ ...kept, "@argent/compat": `^${version}` });
  }
  if (findings.length === 0) return undefined;
  const indent = /^[ \t]+(?=")/m.exec(source)?.[0] ?? "  ";
  const end = source.endsWith("\n") ? "\n" : "";
  return { text: isChanged ? JSON.stringify(manifest, null, indent) + end : source, findings };
}

function inOrder(entries: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(entries).sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}

function placeOf(source: string, name: string): { line: number; column: number } {
  const before = source.slice(0, source.indexOf(`"${name}"`)).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function parse(source: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(source);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined; // npm would not read it either
  }
}
