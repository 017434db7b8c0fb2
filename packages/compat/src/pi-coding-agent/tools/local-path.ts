import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { resolve } from "node:path";

/** The absolute path that a model means: without the `@` of a prompt, `~` as the home folder, odd spaces as plain ones. */
export function resolveToCwd(path: string, cwd: string): string {
  const plain = path.replace(/^@/, "").replaceAll(/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g, " ");
  if (plain === "~" || plain.startsWith("~/")) return homedir() + plain.slice(1);
  return resolve(cwd, plain);
}

/** The same for a file that is read: names that macOS gives (narrow spaces, decomposed letters, curly quotes) are tried too. */
export function resolveReadPath(path: string, cwd: string): string {
  const plain = resolveToCwd(path, cwd);
  const decomposed = plain.normalize("NFD");
  const candidates = [
    plain,
    plain.replaceAll(/ (AM|PM)\./gi, "\u202f$1."),
    decomposed,
    plain.replaceAll("'", "\u2019"),
    decomposed.replaceAll("'", "\u2019"),
  ];
  return candidates.find((candidate) => existsSync(candidate)) ?? plain;
}
