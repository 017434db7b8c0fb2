import { fileURLToPath } from "node:url";
import { runCommand } from "./command.mjs";

/** Node with a program of a few lines: one that ends at once, or one that prints an answer. */
export default function floorCommand({ program, args = [], env, counts }) {
  const file = fileURLToPath(new URL(`./${program}`, import.meta.url));
  return runCommand({ file, args, env, counts });
}
