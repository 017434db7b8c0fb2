import { extname, resolve } from "node:path";
import { exitCode } from "../../exit-code.ts";
import { exportHtml } from "../../export/export-html.ts";
import { exportMarkdown } from "../../export/export-markdown.ts";
import { writeNewFile } from "../../export/write-new-file.ts";
import { UsageError } from "../../usage-error.ts";
import { openForReading } from "./show.ts";

const writers = { ".html": exportHtml, ".htm": exportHtml, ".md": exportMarkdown };

/** Writes the current branch as a page or as Markdown, as the file's ending says; without a file prints Markdown. */
export async function sessionsExportCommand(
  reference: string,
  file: string | undefined,
): Promise<number> {
  const ending = file === undefined ? ".md" : extname(file).toLowerCase();
  const write = Object.entries(writers).find(([known]) => known === ending)?.[1];
  if (write === undefined) throw new UsageError(`${file} must end in .html or .md.`);
  const session = await openForReading(reference);
  const text = write(session);
  await session.close();
  if (file === undefined) process.stdout.write(text);
  else {
    const path = resolve(file);
    await writeNewFile(path, text);
    process.stdout.write(`${path}\n`);
  }
  return exitCode.done;
}
