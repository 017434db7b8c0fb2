/** A chat model as the source package lists it. */
export interface SourceRow {
  id: string;
  name: string;
  api: string;
  baseUrl: string;
  reasoning: boolean;
  input: string[];
  cost: SourceCost;
  /** Tokens. */
  contextWindow: number;
  maxTokens: number;
  thinkingLevelMap?: Record<string, string | null> | undefined;
  headers?: Record<string, string> | undefined;
  compat?: Record<string, unknown> | undefined;
}

/** USD per million tokens; zero also stands for unknown. */
export interface SourceRates {
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite: number;
}

interface SourceCost extends SourceRates {
  tiers?: (SourceRates & { inputTokensAbove: number })[] | undefined;
}

/** Takes the chat models out of one parsed value; throws for a row that lost a field, so that a new source shape is noticed. */
export function sourceRows(candidates: readonly unknown[]): SourceRow[] {
  return candidates.filter(isChatRow).map((candidate) => {
    if (isSourceRow(candidate)) return candidate;
    throw new Error(
      `A source row has another shape than expected: ${JSON.stringify(candidate)?.slice(0, 300)}`,
    );
  });
}

/** The older source has chat models only and names no type. */
function isChatRow(value: unknown): boolean {
  return isRecord(value) && (value.type === undefined || value.type === "chat");
}

function isSourceRow(value: unknown): value is SourceRow {
  return (
    isRecord(value) &&
    [value.id, value.name, value.api, value.baseUrl].every((field) => typeof field === "string") &&
    [value.contextWindow, value.maxTokens].every((field) => typeof field === "number") &&
    typeof value.reasoning === "boolean" &&
    Array.isArray(value.input) &&
    isRecord(value.cost) &&
    typeof value.cost.input === "number" &&
    typeof value.cost.output === "number"
  );
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
