import { execSync } from "node:child_process";

const commandTimeoutMs = 10_000;

/**
 * What a value of a configuration means: the output of a command (`!command`), an environment variable of that name, or
 * itself. Nothing when a command fails. Commands run once in the life of the process.
 */
export function resolveConfigValue(config: string): string | undefined {
  if (!config.startsWith("!")) return process.env[config] || config;
  outputs ??= new Map();
  if (!outputs.has(config)) outputs.set(config, runCommand(config.slice(1)));
  return outputs.get(config);
}

/** @throws Error when it means nothing; the value is not part of the message. */
export function resolveConfigValueOrThrow(config: string, description: string): string {
  const value = resolveConfigValue(config);
  if (value !== undefined) return value;
  throw new Error(
    `Failed to resolve ${description} from its shell command. Run it by hand to see why.`,
  );
}

export function resolveHeadersOrThrow(
  headers: Readonly<Record<string, string>> | undefined,
  description: string,
): Record<string, string> | undefined {
  if (headers === undefined) return undefined;
  const resolved = Object.entries(headers).map(([name, value]) => [
    name,
    resolveConfigValueOrThrow(value, `${description} header "${name}"`),
  ]);
  return resolved.length > 0 ? Object.fromEntries(resolved) : undefined;
}

/** For the process, as in Pi: a key manager that asks a person is asked once. */
let outputs: Map<string, string | undefined> | undefined;

function runCommand(command: string): string | undefined {
  try {
    const output = execSync(command, {
      encoding: "utf8",
      timeout: commandTimeoutMs,
      stdio: ["ignore", "pipe", "ignore"],
    });
    return output.trim() || undefined;
  } catch {
    return undefined; // the caller says whose value it was
  }
}
