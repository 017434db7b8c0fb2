export type SourceScope = "user" | "project" | "temporary";
export type SourceOrigin = "package" | "top-level";

/** Where a resource comes from. */
export interface PathMetadata {
  /** For example `local`, `auto`, `cli`, `sdk`, or the name of a package. */
  source: string;
  scope: SourceScope;
  origin: SourceOrigin;
  baseDir?: string | undefined;
}

export interface SourceInfo extends PathMetadata {
  path: string;
}

/** For a resource that no package manager found. Default: temporary and top-level. */
export function createSyntheticSourceInfo(
  path: string,
  options: {
    source: string;
    scope?: SourceScope | undefined;
    origin?: SourceOrigin | undefined;
    baseDir?: string | undefined;
  },
): SourceInfo {
  const { source, scope = "temporary", origin = "top-level", baseDir } = options;
  return { path, source, scope, origin, baseDir };
}

/** For a file that one of Pi's two homes holds. */
export function localSourceInfo(path: string, baseDir: string, source: string): SourceInfo {
  const isKnown = source === "user" || source === "project";
  return createSyntheticSourceInfo(path, {
    source: isKnown || source === "path" ? "local" : source,
    scope: isKnown ? source : undefined,
    baseDir,
  });
}
