import type { Check } from "./check.ts";

export function checkNode(): Check {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const fits = major > 22 || (major === 22 && minor >= 18);
  return {
    name: "node",
    status: fits ? "ok" : "problem",
    detail: fits ? process.version : `${process.version} is too old: 22.18 or newer is needed`,
  };
}
