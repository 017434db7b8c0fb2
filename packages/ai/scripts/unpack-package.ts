import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

/**
 * Downloads a package without its dependencies and unpacks it; returns its folder. The sources of the catalogue are data
 * to us, so they are not installed.
 */
export function unpackPackage(spec: string, folder: string): string {
  const target = join(folder, spec.replaceAll(/[^\w.]+/g, "-"));
  mkdirSync(target, { recursive: true });
  const packed = execFileSync("npm", ["pack", "--silent", "--pack-destination", target, spec], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  execFileSync("tar", ["-xzf", join(target, packed.trim()), "-C", target]);
  return join(target, "package");
}
