/** A model id taken apart, so that ids can be compared as people mean them. */
export interface ModelName {
  /** Lower case, without `latest`; a size such as `70b` is a word. */
  words: readonly string[];
  /** `[4, 5]` for `4.5` and for `4-5`. */
  version: readonly number[];
  /** A release date or number of at least four digits (`20250514`, `2024-08-06`, `0731`), as digits. */
  stamp: string | undefined;
}

export function parseModelName(id: string): ModelName {
  const text = id.toLowerCase().replaceAll(/\b(20\d\d)-(\d\d)-(\d\d)\b/g, "$1$2$3");
  const words: string[] = [];
  const version: number[] = [];
  let stamp: string | undefined;
  for (const [token] of text.matchAll(/\d+(?:\.\d+)?[bkmt](?![a-z0-9])|[a-z]+|\d+/g)) {
    if (!/^\d+$/.test(token)) {
      if (token !== "latest") words.push(token);
    } else if (token.length >= 4) {
      stamp = token;
    } else {
      version.push(Number(token));
    }
  }
  return { words, version, stamp };
}

/** Whether the id may be what the reference means: it says everything that the reference says, and perhaps more. */
export function isNear(reference: ModelName, id: ModelName): boolean {
  return (
    reference.words.every((word) => id.words.includes(word)) &&
    reference.version.every((part, index) => id.version[index] === part) &&
    (reference.stamp === undefined || reference.stamp === id.stamp)
  );
}

/** Orders ids that are near a reference: the very version that was asked for first, then the fewest words that were not. */
export function compareFit(reference: ModelName, a: ModelName, b: ModelName): number {
  const wanted = reference.version.length;
  const exact = (name: ModelName) => (wanted > 0 && name.version.length === wanted ? 0 : 1);
  return exact(a) - exact(b) || a.words.length - b.words.length;
}

/** The newest version first; of one version the name that moves with the releases, then the newest release. */
export function compareAge(a: ModelName, b: ModelName): number {
  return compareVersions(b.version, a.version) || compareStamps(b.stamp, a.stamp);
}

function compareVersions(a: readonly number[], b: readonly number[]): number {
  for (const [index, part] of a.entries()) {
    const difference = part - (b[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function compareStamps(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0;
  if (a === undefined) return 1;
  return b === undefined ? -1 : Number(a) - Number(b);
}
