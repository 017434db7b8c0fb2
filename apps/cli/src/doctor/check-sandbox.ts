import { probeIsolation } from "@argent/tools";
import type { Variables } from "@argent/tools/app";
import type { Check } from "./check.ts";

/** Tries every kind of isolation with a real command. */
export async function checkSandbox(cwd: string, env: Variables): Promise<Check[]> {
  const { level, description, rungs } = await probeIsolation({ cwd, env });
  const strongest: Check = {
    name: "sandbox",
    status: level === "none" ? "note" : "ok",
    detail:
      level === "none"
        ? `${description}; "sandbox" in the settings and --sandbox cannot work here`
        : `${description} (with --sandbox, or "sandbox" in the settings; without it: not isolated)`,
  };
  const failed = rungs.filter(({ works }) => !works);
  return [
    strongest,
    ...failed.map(
      (rung): Check => ({
        name: "sandbox",
        status: "note",
        detail: `${rung.level}: ${rung.detail}`,
      }),
    ),
  ];
}
