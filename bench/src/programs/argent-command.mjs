import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runCommand } from "./command.mjs";

const file = fileURLToPath(new URL("../../../apps/cli/dist/main.js", import.meta.url));

/** The built `argent`. */
export default function argentCommand({ args, env, counts }) {
  if (!existsSync(file)) throw new Error("argent is not built; run `pnpm build` first");
  return runCommand({ file, args, env, counts });
}
