import type { Endpoint } from "./endpoints.ts";

/** The cases of a corpus that an endpoint has, each under the name that the matrix reads. */
export function casesOf<T extends { title: string; only?: readonly string[] }>(
  corpus: Readonly<Record<string, readonly T[] | string>>,
  { provider }: Pick<Endpoint, "provider">,
): (T & { name: string })[] {
  return Object.entries(corpus).flatMap(([behaviour, cases]) => {
    if (typeof cases === "string") return [];
    const own = cases.filter(({ only }) => only === undefined || only.includes(provider));
    return own.map((it) => ({ ...it, name: `${behaviour}: ${it.title}` }));
  });
}
