import { isRecord } from "../is-record.ts";

/** Where two JSON values differ. `undefined`: there is nothing on that side. */
export interface Difference {
  /** For example `messages[2].content`; empty for the whole value. */
  path: string;
  pi: unknown;
  argent: unknown;
}

/** Compares what would be sent: JSON, in which the order of fields and fields without a value do not count. */
export function findDifferences(pi: unknown, argent: unknown): Difference[] {
  return compare("", asSent(pi), asSent(argent));
}

function compare(path: string, pi: unknown, argent: unknown): Difference[] {
  if (Object.is(pi, argent)) return [];
  if (Array.isArray(pi) && Array.isArray(argent)) {
    const length = Math.max(pi.length, argent.length);
    return Array.from({ length }, (_, index) => index).flatMap((index) =>
      compare(`${path}[${index}]`, pi[index], argent[index]),
    );
  }
  if (isRecord(pi) && isRecord(argent)) {
    const names = new Set([...Object.keys(pi), ...Object.keys(argent)]);
    return [...names].flatMap((name) =>
      compare(path === "" ? name : `${path}.${name}`, own(pi, name), own(argent, name)),
    );
  }
  return [{ path, pi, argent }];
}

function own(fields: Record<string, unknown>, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

function asSent(value: unknown): unknown {
  const text = JSON.stringify(value);
  return text === undefined ? undefined : JSON.parse(text);
}
