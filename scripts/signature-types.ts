import type { Node } from "typescript/unstable/ast";
import * as is from "typescript/unstable/ast/is";

/** The names of types in what callers see of a declaration: no bodies, no values, nothing private. */
export function signatureTypes(node: Node): Node[] {
  const names: Node[] = [];
  const visit = (child: Node) => {
    const isHeritage = is.isExpressionWithTypeArguments(child);
    if (isHeritage) names.push(child.expression);
    else if (is.isTypeReferenceNode(child)) names.push(child.typeName);
    else if (is.isBlock(child) || is.isExpression(child) || isPrivate(child)) return;
    child.forEachChild(visit);
  };
  visit(node);
  return names;
}

function isPrivate(node: Node): boolean {
  const isMember =
    is.isMethodDeclaration(node) ||
    is.isPropertyDeclaration(node) ||
    is.isGetAccessorDeclaration(node) ||
    is.isSetAccessorDeclaration(node) ||
    is.isConstructorDeclaration(node);
  if (!isMember) return false;
  if (!is.isConstructorDeclaration(node) && is.isPrivateIdentifier(node.name)) return true;
  return node.modifiers?.some((modifier) => modifier.getText() === "private") ?? false;
}
