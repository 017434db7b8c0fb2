import { explainRefusal, modelReflector, type ReflectedLessons } from "@argent/agent";
import {
  AiError,
  addUsage,
  apiKeyFor,
  chooseModel,
  createProviderRegistry,
  emptyUsage,
} from "@argent/ai";
import { baseUrlsFrom } from "@argent/tools";
import { type ConfigurationFlags, openLessons, readConfiguration } from "@argent/tools/app";
import { ambient } from "../../compose/ambient.ts";
import { exitCode } from "../../exit-code.ts";
import { untilInterrupted } from "../../interrupt.ts";
import { learnedLine } from "../../view/lesson-line.ts";
import { oneLine } from "../../view/plain.ts";
import { styleFor } from "../../view/style.ts";
import { tokens, usd } from "../../view/summary.ts";

export interface ReflectLessonsOptions extends Pick<ConfigurationFlags, "model" | "provider"> {
  /** Runs at most. */
  limit: number;
  json?: boolean;
}

/** Has a model look back on the latest runs, one after the other, so that what it found is told as it goes. */
export async function lessonsReflectCommand(options: ReflectLessonsOptions): Promise<number> {
  const { limit, json, ...flags } = options;
  const { env, folder, settings } = await readConfiguration({ ...ambient(), flags });
  const model = await chooseModel(settings, env);
  const provider = createProviderRegistry({
    apiKey: (id) => apiKeyFor(id, env),
    baseUrls: baseUrlsFrom(env),
  });
  let usage = emptyUsage();
  const onAnswer = (answer: { usage: typeof usage }) => {
    usage = addUsage(usage, answer.usage);
  };
  const sis = openLessons(folder, { reflector: modelReflector({ provider, model, onAnswer }) });

  const { stdout, stderr } = process;
  const note = (text: string) => stderr.write(`${styleFor(stderr).dim(text)}\n`);
  const all: ReflectedLessons = { episodes: 0, added: [], confirmed: [], refused: [] };
  const abort = new AbortController();
  let interrupted: number | undefined;
  const stopListening = untilInterrupted((code) => {
    interrupted = code;
    abort.abort();
  });
  let failure: Error | undefined;
  try {
    while (all.episodes < limit) {
      const one = await sis.reflect({ limit: 1, signal: abort.signal });
      if (one.episodes === 0) break;
      all.episodes += one.episodes;
      all.added.push(...one.added);
      all.confirmed.push(...one.confirmed);
      all.refused.push(...one.refused);
      if (!json) for (const line of linesOf(one)) stdout.write(`${line}\n`);
    }
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    failure = cause;
  } finally {
    stopListening();
  }

  const cost = usage.cost.known === false ? undefined : usage.cost.total;
  if (json) {
    const total = { ...all, model: model.id, provider: model.provider, usage, cost };
    stdout.write(`${JSON.stringify(total, null, 2)}\n`);
  } else if (all.episodes > 0 || usage.totalTokens > 0) {
    const spent = `${tokens(usage.input + usage.cacheRead + usage.cacheWrite)} in · ${tokens(usage.output)} out`;
    const price = cost === undefined ? "cost unknown" : usd(cost);
    note(`${countOf(all)} · ${model.provider}/${model.id} · ${spent} · ${price}`);
  } else if (failure === undefined) {
    note(
      "There is no run to look back on. Runs with --lessons are written down, and a model looks at each only once.",
    );
  }
  if (interrupted !== undefined) return interrupted;
  if (failure === undefined) return exitCode.done;
  if (!AiError.isInstance(failure) || isConfiguration(failure)) throw failure;
  stderr.write(`argent: ${failure.message}\n`);
  return exitCode.failed;
}

/** What was found, and what was refused and why. */
function linesOf({ added, confirmed, refused }: ReflectedLessons): string[] {
  return [
    ...added.map(({ id, title }) => learnedLine({ id, title, isNew: true })),
    ...confirmed.map(({ id, title }) => learnedLine({ id, title, isNew: false })),
    ...refused.map(
      ({ found, reason }) => `- refused ${oneLine(found.title, 120)}: ${explainRefusal(reason)}`,
    ),
  ];
}

function countOf({ episodes, added }: ReflectedLessons): string {
  const runs = `${episodes} ${episodes === 1 ? "run" : "runs"}`;
  return `${runs}, ${added.length} new ${added.length === 1 ? "lesson" : "lessons"}`;
}

/** What has to be set up differently, as against what the network or the vendor did. */
function isConfiguration({ code }: AiError): boolean {
  return code === "auth" || code === "missing_key" || code === "not_found";
}
