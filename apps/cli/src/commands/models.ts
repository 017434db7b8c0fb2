import { apiKeyFor, listModels, type Model } from "@argent/ai";
import { readEnvironment } from "@argent/tools/app";
import { ambient } from "../compose/ambient.ts";
import { exitCode } from "../exit-code.ts";
import { tokens } from "../view/summary.ts";
import { table } from "../view/table.ts";

export async function modelsCommand(
  query: string | undefined,
  options: { provider?: string; json?: boolean },
): Promise<number> {
  const models = listModels({ provider: options.provider, query });
  if (options.json) {
    process.stdout.write(`${JSON.stringify(models, null, 2)}\n`);
    return exitCode.done;
  }
  if (models.length === 0) {
    const wanted = [
      query && `matches "${query}"`,
      options.provider && `is of provider "${options.provider}"`,
    ];
    process.stderr.write(
      `No model ${wanted.filter(Boolean).join(" and ")}. "argent models" lists all.\n`,
    );
    return exitCode.failed;
  }
  const env = await readEnvironment(ambient());
  for (const line of modelTable(models, env)) process.stdout.write(`${line}\n`);
  return exitCode.done;
}

/** Some prices are quotients that no binary number is. */
function price(amount: number | undefined): string {
  return amount === undefined ? "?" : String(Number(amount.toPrecision(6)));
}

function modelTable(models: readonly Model[], env: Record<string, string | undefined>): string[] {
  const rows = models.map((model) => [
    `${apiKeyFor(model.provider, env) ? "*" : " "} ${model.provider}/${model.id}`,
    tokens(model.contextWindow),
    tokens(model.maxTokens),
    price(model.pricing?.input),
    price(model.pricing?.output),
    [model.reasoning && "thinks", model.vision && "sees"].filter(Boolean).join(" "),
  ]);
  return [
    ...table([["  MODEL", "CONTEXT", "OUTPUT", "$ IN", "$ OUT", ""], ...rows], {
      right: [1, 2, 3, 4],
    }),
    "",
    "Prices are USD per million tokens; * marks providers whose key is set.",
  ];
}
