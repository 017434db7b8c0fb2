import { EnvFailure } from "./env-failure.ts";

export type MemoryNode = MemoryFile | MemoryFolder;

export interface MemoryFile {
  readonly kind: "file";
  readonly bytes: Uint8Array;
  readonly modifiedAt: number;
}

export interface MemoryFolder {
  readonly kind: "directory";
  readonly entries: Map<string, MemoryNode>;
  modifiedAt: number;
}

/** A file whose pieces are joined when somebody reads it. */
export function growingFile(modifiedAt: number): MemoryFile & { append(data: Uint8Array): void } {
  let pieces: Uint8Array[] = [];
  return {
    kind: "file",
    modifiedAt,
    get bytes() {
      const joined = Buffer.concat(pieces);
      pieces = [joined];
      return joined;
    },
    append: (data) => void pieces.push(Uint8Array.from(data)),
  };
}

/** The node at an absolute path. Throws an `EnvFailure` when there is none. */
export function nodeAt(root: MemoryFolder, path: string): MemoryNode {
  let node: MemoryNode = root;
  for (const name of namesOf(path)) {
    const next = folderOf(node, path).entries.get(name);
    if (!next) throw new EnvFailure("not_found", `There is no file or folder at ${path}.`, path);
    node = next;
  }
  return node;
}

/** The folder at an absolute path; missing ones are made. */
export function makeFolder(root: MemoryFolder, path: string, modifiedAt: number): MemoryFolder {
  let folder = root;
  for (const name of namesOf(path)) {
    const next = folder.entries.get(name) ?? {
      kind: "directory",
      entries: new Map<string, MemoryNode>(),
      modifiedAt,
    };
    folder.entries.set(name, next);
    folder = folderOf(next, path);
  }
  return folder;
}

export function folderOf(node: MemoryNode, path: string): MemoryFolder {
  if (node.kind === "directory") return node;
  throw new EnvFailure("not_directory", `${path}, or a part of it, is a file.`, path);
}

export function fileOf(node: MemoryNode, path: string): MemoryFile {
  if (node.kind === "file") return node;
  throw new EnvFailure("is_directory", `${path} is a folder, a file was wanted.`, path);
}

function namesOf(path: string): string[] {
  return path.split("/").filter(Boolean);
}
