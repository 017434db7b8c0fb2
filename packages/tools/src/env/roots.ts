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

/**
 * @param roots Absolute folders; `undefined` means everywhere.
 * @param home What `~` stands for; without it `~` is an ordinary name.
 */
export function createRoots(
  cwd: string,
  roots: readonly string[] | undefined,
  home: string | undefined,
): Roots {
  const written = roots?.map((root) => resolve(cwd, root));
  const real = written?.map(realPathOf);
  const outside = (path: string) =>
    new EnvFailure(
      "permission_denied",
      `${path} is outside of what may be reached: ${written?.join(", ")}. Use a path inside.`,
      path,
    );

  return {
    resolve(path) {
      if (path.includes("\0")) {
        throw new EnvFailure("invalid", "The path contains a NUL character.", path);
      }
      const absolute = resolve(cwd, home === undefined ? path : expandHome(path, home));
      if (written && real && ![...written, ...real].some((root) => contains(root, absolute))) {
        throw outside(path);
      }
      return absolute;
    },
    check(realPath, path) {
      if (real && !real.some((root) => contains(root, realPath))) throw outside(path);
    },
    isFoundation(path) {
      return [cwd, ...(written ?? []), ...(real ?? [])].some((kept) => contains(path, kept));
    },
    add(root) {
      written?.push(root);
      real?.push(realPathOf(root));
    },
  };
}

function contains(folder: string, path: string): boolean {
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
