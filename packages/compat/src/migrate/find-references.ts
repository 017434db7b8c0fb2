import { parseSync, Visitor } from "oxc-parser";
import { servingOf } from "../register/served.ts";

/** A place in a source that names a module of Pi. */
export interface PiReference {
  specifier: string;
  kind: ReferenceKind;
  /** The names that are taken from the module; `undefined` when it is taken as a whole. */
  names: readonly string[] | undefined;
  /** Offsets of the text between the quotes, in UTF-16 units. */
  start: number;
  end: number;
}

export type ReferenceKind =
  | "import"
  | "export"
  | "dynamic import"
  | "type import"
  | "require"
  | "module declaration"
  /** As in `vi.mock("…")` and `require.resolve("…")`. */
  | "module call"
  /** Another text that names a module. */
  | "mention";

const moduleCalls = new Set([
  "doMock",
  "importActual",
  "mock",
  "requireActual",
  "resolve",
  "unmock",
]);

export type FoundReferences =
  | { ok: true; references: readonly PiReference[] }
  | { ok: false; message: string };

/** Finds every module name of Pi in a source of TypeScript or JavaScript, in order. */
export function findReferences(fileName: string, source: string): FoundReferences {
  const { program, errors } = parseSync(fileName, source);
  const [error] = errors.filter(({ severity }) => severity === "Error");
  if (error) return { ok: false, message: error.message };
  const references = new Map<number, PiReference>();
  const add = (
    literal: unknown,
    kind: ReferenceKind,
    names: readonly string[] | undefined = undefined,
  ) => {
    if (!isStringLiteral(literal) || servingOf(literal.value) === undefined) return;
    // The first finding of a literal is the most exact one; a mention is what is left.
    if (references.has(literal.start)) return;
    const { value: specifier, start, end } = literal;
    references.set(start, { specifier, kind, names, start: start + 1, end: end - 1 });
  };
  new Visitor({
    ImportDeclaration(node) {
      add(node.source, "import", importedNames(node.specifiers));
    },
    ExportNamedDeclaration(node) {
      add(
        node.source,
        "export",
        node.specifiers.map(({ local }) => nameOf(local)),
      );
    },
    ExportAllDeclaration(node) {
      add(node.source, "export");
    },
    ImportExpression(node) {
      add(node.source, "dynamic import");
    },
    TSImportType(node) {
      add(node.source, "type import", node.qualifier ? [firstName(node.qualifier)] : undefined);
    },
    TSExternalModuleReference(node) {
      add(node.expression, "require");
    },
    TSModuleDeclaration(node) {
      add(node.id, "module declaration");
    },
    CallExpression(node) {
      const { callee } = node;
      if (callee.type === "Identifier" && callee.name === "require")
        add(node.arguments[0], "require");
      else if (callee.type === "MemberExpression" && moduleCalls.has(nameOf(callee.property)))
        add(node.arguments[0], "module call");
    },
    Literal(node) {
      add(node, "mention");
    },
  }).visit(program);
  const inOrder = [...references.values()].sort((one, other) => one.start - other.start);
  return { ok: true, references: inOrder };
}

function importedNames(
  specifiers: readonly { type: string; imported?: unknown }[],
): string[] | undefined {
  const isWhole = specifiers.some(({ type }) => type !== "ImportSpecifier");
  return isWhole ? undefined : specifiers.map(({ imported }) => nameOf(imported));
}

/** `name` or `"a name"`. */
function nameOf(node: unknown): string {
  if (typeof node !== "object" || node === null) return "";
  if ("name" in node) return String(node.name);
  return "value" in node ? String(node.value) : "";
}

/** `A` of `A.B.C`. */
function firstName(qualifier: unknown): string {
  let node = qualifier;
  while (typeof node === "object" && node !== null && "left" in node) node = node.left;
  return nameOf(node);
}

interface StringLiteral {
  value: string;
  start: number;
  end: number;
}

function isStringLiteral(node: unknown): node is StringLiteral {
  return (
    typeof node === "object" &&
    node !== null &&
    "type" in node &&
    node.type === "Literal" &&
    "value" in node &&
    typeof node.value === "string"
  );
}
