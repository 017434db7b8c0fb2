import { oneLine } from "./plain.ts";

/** The argument that says most about a call, for the tools that are known. */
const tellingArgument: Record<string, string> = {
  bash: "command",
  read_file: "path",
  write_file: "path",
  edit_file: "path",
  grep: "pattern",
  find: "pattern",
  ls: "path",
};

/** A tool call in one line: the telling argument as it is, others as `key=value`. */
export function toolLine(name: string, args: unknown, limit: number): string {
  if (typeof args !== "object" || args === null) return oneLine(name, limit);
  const telling = tellingArgument[name];
  const parts: string[] = [];
  for (const [key, value] of Object.entries(args)) {
    if (key === telling) parts.unshift(String(value));
    else
      parts.push(
        `${key}=${typeof value === "string" ? JSON.stringify(oneLine(value, 40)) : summary(value)}`,
      );
  }
  return oneLine(`${name} ${parts.join(" ")}`, limit);
}

function summary(value: unknown): string {
  if (Array.isArray(value)) return `[${value.length}]`;
  if (typeof value === "object" && value !== null) return "{…}";
  return String(value);
}
