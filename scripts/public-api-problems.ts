import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import type { Node } from "typescript/unstable/ast";
import { API, type Symbol as Named, SymbolFlags } from "typescript/unstable/sync";
import { missingComments } from "./missing-comments.ts";
import { signatureTypes } from "./signature-types.ts";

export interface PublicApiOptions {
  /** The folder of the sources; the paths in the answer are relative to it. */
  readonly root: string;
  /** Absolute paths of the modules that users import. */
  readonly entries: readonly string[];
  /** Absolute path of the file with the compiler options. What it includes is not read. */
  readonly config: string;
  /** Whether the file at a path is exempt. */
  readonly isExempt?: ((path: string) => boolean) | undefined;
}

/**
 * What is wrong with what users can import, or find in a type of what they import, as `path:line: what`: comments that
 * `missingComments` wants, and types of other packages, which their users would have to install.
 */
export function publicApiProblems(options: PublicApiOptions): string[] {
  const { root, entries, config, isExempt = () => false } = options;
  const folder = mkdtempSync(join(tmpdir(), "argent-exports-"));
  const api = new API({ cwd: root });
  try {
    const project = join(folder, "tsconfig.json");
    // Nothing depends on the types of the language and of Node, and without them it takes a second less.
    const compilerOptions = { noLib: true, types: [], customConditions: ["@argent/source"] };
    writeFileSync(project, JSON.stringify({ extends: config, compilerOptions, files: entries }));
    const [opened] = api.updateSnapshot({ openProjects: [project] }).getProjects();
    if (!opened) throw new Error(`TypeScript cannot open a project of ${entries.join(", ")}.`);
    const { program, checker } = opened;

    const exportsOf = (entry: string): readonly Named[] => {
      const file = program.getSourceFile(entry);
      const module = file && checker.getSymbolAtLocation(file);
      if (module) return checker.getExportsOfModule(module);
      throw new Error(`${entry} is not a module. Correct the "exports" of its package.`);
    };
    const isChecked = (node: Node): boolean => {
      const path = relative(root, node.getSourceFile().fileName);
      return !path.startsWith("..") && !path.includes("node_modules/") && !isExempt(path);
    };
    const originalOf = (symbol: Named) =>
      symbol.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;

    const exported = new Set(entries.flatMap(exportsOf).map(originalOf));
    const reached = new Set(exported);
    const problems: string[] = [];
    // A set that grows while it is read: what a signature names is read as well.
    for (const symbol of reached) {
      const nodes = symbol.declarations.flatMap((handle) => handle.resolve() ?? []);
      const own = nodes.filter(isChecked);
      const isExported = exported.has(symbol);
      for (const { node, message } of missingComments(symbol.name, own, { isExported })) {
        problems.push(`${placeOf(root, node)}: ${message}`);
      }
      const names = own.flatMap(signatureTypes);
      for (const [index, named] of checker.getSymbolAtLocation(names).entries()) {
        const original = named && originalOf(named);
        const node = names[index];
        const vendor = original && vendorOf(original);
        if (vendor && node) {
          problems.push(`${placeOf(root, node)}: ${node.getText()} is a type of ${vendor}`);
        } else if (original) reached.add(original);
      }
    }
    return problems;
  } finally {
    api.close();
    rmSync(folder, { recursive: true });
  }
}

/** The package outside of this repository that a type comes from; the types of the platform are nobody's. */
function vendorOf({ declarations }: Named): string | undefined {
  const [name] = declarations.flatMap(
    ({ path }) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
  );
  return name === "@types/node" ? undefined : name;
}

function placeOf(root: string, node: Node): string {
  const file = node.getSourceFile();
  const line = file.text.slice(0, node.getStart()).split("\n").length;
  return `${relative(root, file.fileName)}:${line}`;
}
