import { AiError, listModels } from "@argent/ai";

/** A failure to find the model that a person named; of the library's own advice, which is for programs, nothing is left. */
export function inWordsOfCommands(cause: unknown, reference: string | undefined): unknown {
  if (!AiError.isInstance(cause) || cause.code !== "not_found" || !cause.nearest) return cause;
  const { provider, nearest } = cause;
  const near = nearest.slice(0, 8).map((name) => JSON.stringify(name));
  const question = near.length > 0 ? `Did you mean ${orList.format(near)}? ` : "";
  const isProvider = provider !== undefined && listModels({ provider }).length === 0;
  const what = isProvider
    ? `There are no models of a provider "${provider}".`
    : `"${reference}" is not the name of one model${provider ? ` of ${provider}` : ""}.`;
  const list = provider && !isProvider ? `argent models -p ${provider}` : "argent models";
  const message = `${what} ${question}"${list}" lists all.`;
  return new AiError("not_found", message, { provider, nearest, cause });
}

const orList = new Intl.ListFormat("en", { type: "disjunction" });
