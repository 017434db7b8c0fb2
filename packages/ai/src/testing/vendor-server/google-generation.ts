/** The number in a Gemini's id; models of other families count as the newest. */
export function generationOf(model: string): number {
  const version = /^gemini-(\d+(?:\.\d+)?)/.exec(model)?.[1];
  return version === undefined ? Number.POSITIVE_INFINITY : Number(version);
}
