import type { MigrationReport } from "./migrate-host.ts";

/** The report for people: a line a place, then the figures. */
export function formatReport(report: MigrationReport, { written }: { written: boolean }): string {
  const lines = report.files.flatMap(({ path, findings }) =>
    findings.map(({ line, column, specifier, to, advice }) =>
      to === undefined
        ? `${path}:${line}:${column}  ${specifier}  stays: ${advice}`
        : `${path}:${line}:${column}  ${specifier} → ${to}`,
    ),
  );
  const { found, rewritten, left, filesRead, files } = report;
  const changed = files.filter(({ isChanged }) => isChanged).length;
  const verb = written ? "were" : "would be";
  lines.push(
    ...(lines.length > 0 ? [""] : []),
    `${found} places in ${files.length} of ${filesRead} files name Pi: ${rewritten} ${verb} rewritten in ${changed} files, ${left} stay.`,
  );
  if (!written && changed > 0) lines.push("Nothing was written. Say --write to do it.");
  return `${lines.join("\n")}\n`;
}
