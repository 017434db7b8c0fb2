/** The words of commands and names that a lesson is found by: in lower case, each once, at most 12. */
export function lessonTags(...texts: readonly string[]): string[] {
  const words = texts
    .join(" ")
    .toLowerCase()
    .match(/[\p{L}\p{N}][\p{L}\p{N}_.-]*[\p{L}\p{N}]/gu);
  const fit = (words ?? []).filter((word) => word.length <= longestTag && !/^[\d.]+$/.test(word));
  return [...new Set(fit)].slice(0, mostTags);
}

const mostTags = 12;
const longestTag = 40;
