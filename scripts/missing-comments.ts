import type {
  GetAccessorDeclaration,
  MethodDeclaration,
  MethodSignatureDeclaration,
  Node,
  PropertyDeclaration,
  PropertySignatureDeclaration,
} from "typescript/unstable/ast";
import * as is from "typescript/unstable/ast/is";

export interface MissingComment {
  readonly node: Node;
  readonly message: string;
}

/**
 * What the comments of a name leave open, given its declarations:
 *
 * - it is exported and has no comment at all
 * - a member has none although its type leaves something open: a number (its unit), an optional value (what holds without
 *   it), a function or something computed. A comment on the type speaks for its numbers when it begins with their unit,
 *   and for all members when it has a `@see` link to their specification
 * - it throws itself, and its comment does not say so
 */
export function missingComments(
  name: string,
  declarations: readonly Node[],
  { isExported }: { isExported: boolean },
): MissingComment[] {
  const [first] = declarations;
  if (!first) return [];
  const comment = declarations.map(commentOf).join("");
  const missing =
    comment || !isExported ? [] : [{ node: first, message: `${name} has no comment` }];
  const members = /@see https?:/.test(comment)
    ? []
    : declarations.flatMap((node) => openMembers(node, comment));
  const throwing = declarations.flatMap((node) => silentThrowers(node));
  return [
    ...missing,
    ...members.map(({ node, reason }) => ({
      node,
      message: `${name}.${node.name.getText()} has no comment and is ${reason}`,
    })),
    ...throwing.map((node) => ({
      node,
      message: `${is.isMethodDeclaration(node) ? `${name}.${node.name.getText()}` : name} throws, and its comment does not say so`,
    })),
  ];
}

interface OpenMember {
  readonly node: Member;
  readonly reason: string;
}

type Member =
  | MethodSignatureDeclaration
  | MethodDeclaration
  | GetAccessorDeclaration
  | PropertySignatureDeclaration
  | PropertyDeclaration;

/** The members that neither a comment of their own nor `ownerComment` explains. */
function openMembers(node: Node, ownerComment: string): OpenMember[] {
  const within = (nodes: readonly Node[]) =>
    nodes.flatMap((child) => openMembers(child, ownerComment));
  if (is.isInterfaceDeclaration(node) || is.isClassDeclaration(node)) return within(node.members);
  if (is.isTypeLiteralNode(node)) return within(node.members);
  if (is.isUnionTypeNode(node) || is.isIntersectionTypeNode(node)) return within(node.types);
  if (is.isTypeAliasDeclaration(node)) return within([node.type]);
  if (is.isParenthesizedTypeNode(node)) return within([node.type]);
  if (!isPublicMember(node)) return [];
  const comment = commentOf(node);
  const reason = comment ? undefined : whatIsOpen(node, beginsWithUnit(ownerComment));
  const nested = is.isPropertySignatureDeclaration(node) ? openMembers(node.type, comment) : [];
  return reason ? [{ node, reason }, ...nested] : nested;
}

function isPublicMember(node: Node): node is Member {
  const isMember =
    is.isMethodSignatureDeclaration(node) ||
    is.isMethodDeclaration(node) ||
    is.isGetAccessorDeclaration(node) ||
    is.isPropertySignatureDeclaration(node) ||
    is.isPropertyDeclaration(node);
  // `#private` and `[Symbol.iterator]` are no identifiers.
  if (!isMember || !is.isIdentifier(node.name)) return false;
  const modifiers = node.modifiers?.map((modifier) => modifier.getText()) ?? [];
  return !modifiers.includes("private") && !modifiers.includes("protected");
}

function beginsWithUnit(comment: string): boolean {
  return /^\/\*\*\s+(\* )?(Tokens?|Milliseconds|Bytes|Characters|USD)\b/.test(comment);
}

/** What the type of a member does not tell. */
function whatIsOpen(node: Member, numbersHaveUnit: boolean): string | undefined {
  if (is.isMethodSignatureDeclaration(node) || is.isMethodDeclaration(node)) return "a function";
  if (is.isGetAccessorDeclaration(node)) return "computed";
  const type = node.type && !is.isTypeLiteralNode(node.type) ? node.type.getText() : "";
  if (/\bnumber\b/.test(type)) return numbersHaveUnit ? undefined : "a number";
  if (node.postfixToken?.getText() === "?") return "optional";
  return node.type && is.isFunctionTypeNode(node.type) ? "a function" : undefined;
}

/** The functions and public methods with a `throw` of their own that their comments do not mention. */
function silentThrowers(node: Node): Node[] {
  if (is.isClassDeclaration(node)) return node.members.flatMap((member) => silentThrowers(member));
  const isFunction = is.isFunctionDeclaration(node) || (isPublicMember(node) && "body" in node);
  if (!isFunction || /\b(throws?|rejects?)\b/i.test(commentOf(node))) return [];
  return throwsItself(node) ? [node] : [];
}

function throwsItself(node: Node): boolean {
  let throws = false;
  node.forEachChild((child) => {
    // A function inside may be a callback, whose failures are handled.
    const isOther = is.isFunctionLikeDeclaration(child);
    throws ||= is.isThrowStatement(child) || (!isOther && throwsItself(child));
  });
  return throws;
}

function commentOf(node: Node): string {
  // The comment of a constant stands before the statement that declares it.
  const owner = is.isVariableDeclaration(node) ? node.parent.parent : node;
  return owner.jsDoc?.map((comment) => comment.getText()).join("\n") ?? "";
}
