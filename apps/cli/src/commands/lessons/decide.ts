import type { Lesson, Sis } from "@argent/agent";
import { exitCode } from "../../exit-code.ts";
import { findLesson } from "../../lessons/find-lesson.ts";
import { openLessonsHere } from "../../lessons/open-lessons-here.ts";

interface DecideOptions {
  json?: boolean;
}

export function lessonsApproveCommand(reference: string, options: DecideOptions): Promise<number> {
  return decide(reference, options, {
    act: (sis, id) => sis.approve(id),
    said: () => "is active until somebody says otherwise.",
  });
}

export function lessonsRejectCommand(reference: string, options: DecideOptions): Promise<number> {
  return decide(reference, options, {
    act: (sis, id) => sis.reject(id),
    said: (id) => `is rejected, and the same is not learned again. ${takenBack(id)}`,
  });
}

export function lessonsRetireCommand(
  reference: string,
  { reason = "A person retired it.", ...options }: DecideOptions & { reason?: string },
): Promise<number> {
  return decide(reference, options, {
    act: (sis, id) => sis.retire(id, reason),
    said: (id) => `is retired: it is not shown any more. ${takenBack(id)}`,
  });
}

interface Decision {
  act(sis: Sis, id: string): Promise<void>;
  said(id: string): string;
}

async function decide(
  reference: string,
  options: DecideOptions,
  { act, said }: Decision,
): Promise<number> {
  const { sis } = await openLessonsHere();
  const { id } = await findLesson(sis, reference);
  await act(sis, id);
  const text = options.json
    ? JSON.stringify(await findLesson(sis, id), null, 2)
    : `${id} ${said(id)}`;
  process.stdout.write(`${text}\n`);
  return exitCode.done;
}

function takenBack(id: Lesson["id"]): string {
  return `"argent lessons approve ${id}" takes that back.`;
}
