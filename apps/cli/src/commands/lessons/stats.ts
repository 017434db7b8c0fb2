import { exitCode } from "../../exit-code.ts";
import { openLessonsHere } from "../../lessons/open-lessons-here.ts";
import { table } from "../../view/table.ts";

export async function lessonsStatsCommand(options: { json?: boolean }): Promise<number> {
  const { sis, file } = await openLessonsHere();
  const stats = await sis.stats();
  const { lessons, episodes, shown, withheld, cited } = stats;
  const lines = options.json
    ? [JSON.stringify({ ...stats, file }, null, 2)]
    : table([
        ["Lessons", counts(lessons)],
        ["Runs", counts(episodes)],
        ["Shown", `${shown} times, left out to compare ${withheld} times, cited ${cited} times`],
        ["File", file],
      ]);
  process.stdout.write(`${lines.join("\n")}\n`);
  return exitCode.done;
}

function counts(numbers: Readonly<Record<string, number>>): string {
  return Object.entries(numbers)
    .map(([name, count]) => `${count} ${name}`)
    .join(", ");
}
