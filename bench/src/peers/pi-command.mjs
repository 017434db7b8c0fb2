import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runCommand } from "../programs/command.mjs";

/** The `pi` of the package that `job.module` names; with a `baseUrl` it asks there. */
export default function piCommand({ module, args, env, counts, baseUrl }) {
  const main = fileURLToPath(import.meta.resolve(module));
  const agentFolder = join(env.HOME, ".pi", "agent");
  if (baseUrl) {
    mkdirSync(agentFolder, { recursive: true });
    writeFileSync(
      join(agentFolder, "models.json"),
      JSON.stringify({ providers: { bench: provider(baseUrl) } }),
    );
  }
  return runCommand({
    file: join(dirname(main), "cli.js"),
    args,
    env: { ...env, PI_OFFLINE: "1" },
    counts,
  });
}

const provider = (baseUrl) => ({
  baseUrl,
  api: "anthropic-messages",
  apiKey: "none",
  models: [{ id: "bench", reasoning: false, contextWindow: 200_000, maxTokens: 32_000 }],
});
