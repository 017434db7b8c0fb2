import { readFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { formatReport } from "./format-report.ts";
import { migrateHost } from "./migrate-host.ts";

const usage = `Usage: argent-migrate [folder] [--write] [--json]

Finds every import of Pi in a host's sources and says what becomes of it. Nothing is written without --write.

  --write   rewrite what has an equivalent in @argent/compat
  --json    print the report as JSON

Exit codes: 0 nothing is left to do by hand, 1 something is, 2 wrong usage.
`;

/** Where the program writes. */
export interface MigrateStreams {
  /** Takes text for standard output, with its line breaks. */
  out(text: string): void;
  /** Takes text for standard error, with its line breaks. */
  error(text: string): void;
}

/** The program behind `argent-migrate` and `argent migrate`; resolves to its exit code. */
export async function runMigrate(
  args: readonly string[],
  streams: MigrateStreams,
): Promise<number> {
  const read = readArguments(args);
  if ("problem" in read) {
    streams.error(`argent-migrate: ${read.problem}\n${usage}`);
    return 2;
  }
  if (read.help) {
    streams.out(usage);
    return 0;
  }
  const folder = resolve(read.folder);
  const info = await stat(folder).catch(() => undefined); // the message says that it is not there
  if (!info?.isDirectory()) {
    streams.error(`argent-migrate: ${folder} is not a folder. Name the folder of the host.\n`);
    return 2;
  }
  const report = await migrateHost({
    folder,
    write: read.write,
    version: ownVersion(),
    resolveEntry: (entry) => import.meta.resolve(entry),
  });
  streams.out(
    read.json
      ? `${JSON.stringify(report, null, 2)}\n`
      : formatReport(report, { written: read.write }),
  );
  return report.left === 0 ? 0 : 1;
}

function readArguments(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        write: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    const [folder = ".", ...more] = positionals;
    if (more.length > 0) return { problem: `One folder at a time, got ${positionals.length}.` };
    return { ...values, folder };
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    return { problem: cause.message };
  }
}

function ownVersion(): string {
  const manifest = new URL(import.meta.resolve("@argent/compat/package.json"));
  return JSON.parse(readFileSync(manifest, "utf8")).version;
}
