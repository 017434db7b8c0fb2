import type { AnswerCorpus, Demand, Exchange, RequestCorpus } from "./behaviours.ts";

type Case = Pick<Exchange & Demand, "title" | "only">;

/** Every case of the corpora by name, a line each, and the providers that it is for, where it is not for all. */
export function caseList(...corpora: (AnswerCorpus | RequestCorpus)[]): string[] {
  const rows = corpora.flatMap((corpus) => Object.entries<readonly Case[] | string>(corpus));
  return rows.flatMap(([behaviour, cases]) => {
    if (typeof cases === "string") return [`${behaviour} does not apply`];
    return cases.map(({ title, only }) => {
      const whose = only ? ` (${only.join(", ")})` : "";
      return `${behaviour}: ${title}${whose}`;
    });
  });
}
