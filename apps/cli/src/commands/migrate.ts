import { runMigrate } from "@argent/compat/migrate";

/** What `argent-migrate` does. */
export function migrateCommand(
  folder: string,
  options: { write?: boolean; json?: boolean },
): Promise<number> {
  const flags = [...(options.write ? ["--write"] : []), ...(options.json ? ["--json"] : [])];
  return runMigrate([folder, ...flags], {
    out: (text) => void process.stdout.write(text),
    error: (text) => void process.stderr.write(text),
  });
}
