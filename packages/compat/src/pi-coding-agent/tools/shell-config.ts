import { existsSync } from "node:fs";

/** How a command is given to a shell. Default: bash, else sh. */
export function getShellConfig(customShellPath?: string): { shell: string; args: string[] } {
  if (customShellPath && !existsSync(customShellPath)) {
    throw new Error(`Custom shell path not found: ${customShellPath}`);
  }
  const bash = ["/bin/bash", "/usr/bin/bash"].find((path) => existsSync(path));
  return { shell: customShellPath ?? bash ?? "sh", args: ["-c"] };
}
