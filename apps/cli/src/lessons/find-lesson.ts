import type { Lesson, Sis } from "@argent/agent";
import { nearest, suggestion } from "@argent/ai";
import { UsageError } from "../usage-error.ts";
import { oneLine } from "../view/plain.ts";

/**
 * The lesson that was named by its id or the beginning of it, with or without what all ids begin with.
 *
 * @throws UsageError when there is none, or more than one.
 */
export async function findLesson(sis: Sis, reference: string): Promise<Lesson> {
  const wanted = reference.trim().toLowerCase();
  // Every id begins with nothing.
  if (wanted === "")
    throw new UsageError('The id of the lesson is empty. "argent lessons list --all" shows them.');
  const lessons = await sis.list();
  const found = lessons.filter(({ id }) =>
    [id, id.replace(/^L-/, "")].some((name) => name.toLowerCase().startsWith(wanted)),
  );
  const [first] = found;
  const exact = found.find(({ id }) => id.toLowerCase() === wanted);
  if (exact !== undefined) return exact;
  if (first !== undefined && found.length === 1) return first;
  if (first === undefined) {
    const ids = lessons.map(({ id }) => id);
    const near = suggestion(nearest(wanted, ids, 3));
    throw new UsageError(
      `There is no lesson "${reference}". ${near}"argent lessons list --all" shows them.`,
    );
  }
  const lines = found.slice(0, 5).map(({ id, title }) => `  ${id}  ${oneLine(title, 60)}`);
  throw new UsageError([`${found.length} lessons begin with "${reference}":`, ...lines].join("\n"));
}
