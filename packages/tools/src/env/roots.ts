import { realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { EnvFailure } from "./env-failure.ts";

/** Where an environment may reach. Paths are judged twice: as written, and again with their links resolved. */
export interface Roots {
  /** The absolute path that a path means. Throws an `EnvFailure` when it is written as one outside. */
  resolve(path: string): string;
  /** Throws an `EnvFailure` unless a path whose links are resolved lies inside. */
  check(realPath: string, path: string): void;
  /** Whether removing the path would take a root or the working folder away. */
  isFoundation(path: string): boolean;
  add(root: string): void;
}

export interface Reach {
  cwd: string;
  /** Absolute folders; `undefined` means everywhere. */
  roots: readonly string[] | undefined;
  /** Absolute paths that must not be reached. A root below one of them is reached all the same. */
  hidden: readonly string[];
  /** What `~` stands for; without it `~` is an ordinary name. */
  home: string | undefined;
}

export function createRoots({ cwd, roots, hidden, home }: Reach): Roots {
  const written = { roots: roots?.map((root) => resolve(cwd, root)), hidden };
  const real = { roots: written.roots?.map(realPathOf), hidden: hidden.map(realPathOf) };
  const either = () => ({
    roots: written.roots && real.roots && [...written.roots, ...real.roots],
    hidden: [...written.hidden, ...real.hidden],
  });
  const outside = (path: string) => {
    const allowed = written.roots
      ? `Use a path below ${outermost(written.roots).join(", ")}.`
      : "It is hidden.";
    return new EnvFailure("permission_denied", `${path} must not be reached. ${allowed}`, path);
  };

  return {
    resolve(path) {
      if (path.includes("\0")) {
        throw new EnvFailure("invalid", "The path contains a NUL character.", path);
      }
      const absolute = resolve(cwd, home === undefined ? path : expandHome(path, home));
      if (!isReached(absolute, either())) throw outside(path);
      return absolute;
    },
    check(realPath, path) {
      if (!isReached(realPath, real)) throw outside(path);
    },
    isFoundation(path) {
      const kept = [cwd, ...(either().roots ?? [])];
      return kept.some((folder) => contains(path, folder));
    },
    add(root) {
      written.roots?.push(root);
      real.roots?.push(realPathOf(root));
    },
  };
}

/** The nearest of the folders above a path decides. */
function isReached(path: string, { roots, hidden }: Pick<Reach, "roots" | "hidden">): boolean {
  const depth = (folders: readonly string[]) =>
    Math.max(-1, ...folders.filter((folder) => contains(folder, path)).map(({ length }) => length));
  return (roots ? depth(roots) : 0) > depth(hidden);
}

function outermost(folders: readonly string[]): string[] {
  const isInner = (path: string) =>
    folders.some((folder) => folder !== path && contains(folder, path));
  return folders.filter((folder) => !isInner(folder));
}

export function contains(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}

function expandHome(path: string, home: string): string {
  if (path === "~") return home;
  return path.startsWith("~/") ? join(home, path.slice(2)) : path;
}

function realPathOf(root: string): string {
  try {
    return realpathSync.native(root);
  } catch {
    return root; // it does not exist yet; a link that appears in its place later leads outside
  }
}
