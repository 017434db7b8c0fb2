import { loadAllSettings } from "@argent/tools/app";
import { ambient } from "../compose/ambient.ts";
import type { Check } from "./check.ts";

/** Both settings files. */
export async function checkSettings(cwd: string): Promise<Check[]> {
  const { problems, sources, trust } = await loadAllSettings(cwd, ambient());
  if (problems.length > 0)
    return problems.map(({ message, severity }) => ({
      name: "settings",
      status: severity === "error" ? "problem" : "note",
      detail: message,
    }));
  const set = Object.entries(sources).map(([key, source]) => `${key} (${source})`);
  const project = trust === "trusted" ? "; the project's file is trusted" : "";
  const detail = set.length === 0 ? "none" : `${set.join(", ")}${project}`;
  return [{ name: "settings", status: "ok", detail }];
}
