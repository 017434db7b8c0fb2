import type { Environment } from "../env/command-environment.ts";
import { ToolError } from "../tool-error.ts";

/** Where a server is: a program that is started, or an address (streamable HTTP). */
export type McpServerConfig = McpProgramConfig | McpAddressConfig;

/** A server that is a program on this machine and speaks over its standard streams. */
export interface McpProgramConfig {
  command: string;
  /** Default: none. */
  args?: readonly string[] | undefined;
  /** Added to the few variables that every program needs. `${NAME}` is taken from the application's environment. */
  env?: Readonly<Record<string, string>> | undefined;
  /** Default: the working folder. */
  cwd?: string | undefined;
  /** `true`: it is not started. Default `false`. */
  disabled?: boolean | undefined;
}

/** A server that is reached over HTTP. */
export interface McpAddressConfig {
  url: string;
  /** Sent to this address only. `${NAME}` is taken from the application's environment, so that no key lies in a file. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** `true`: it is not connected to. Default `false`. */
  disabled?: boolean | undefined;
}

/** @throws ToolError `invalid` for a variable that is not set. */
export function expandVariables(
  values: Readonly<Record<string, string>>,
  environment: Environment,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([key, text]) => [
      key,
      text.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, name: string) => {
        const value = environment[name];
        if (value !== undefined) return value;
        throw new ToolError("invalid", `"${key}" needs the variable ${name}, which is not set.`);
      }),
    ]),
  );
}

const neededNames = [
  "HOME",
  "LANG",
  "LC_ALL",
  "LOGNAME",
  "PATH",
  "SHELL",
  "TERM",
  "TMPDIR",
  "USER",
];

/** What a program gets: the few variables that every program needs, and what its configuration names. */
export function programEnvironment(
  config: McpProgramConfig,
  environment: Environment,
): Record<string, string> {
  const needed = neededNames.flatMap((name) => {
    const value = environment[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(needed), ...expandVariables(config.env ?? {}, environment) };
}
