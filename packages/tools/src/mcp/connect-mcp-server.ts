import type { Environment } from "../env/command-environment.ts";
import { redact } from "../redact.ts";
import { ToolError } from "../tool-error.ts";
import { loadMcpClient, type McpSdk } from "./load-mcp-client.ts";
import { readMcpResult } from "./mcp-content.ts";
import type { McpServer, McpToolDefinition } from "./mcp-server.ts";
import {
  expandVariables,
  type McpAddressConfig,
  type McpServerConfig,
  programEnvironment,
} from "./mcp-server-config.ts";

/** What servers are started with, and how long they are waited for. */
export interface ConnectMcpOptions {
  /** The working folder of programs. */
  cwd: string;
  /** What `${NAME}` in a configuration means, and where programs get their few variables from. */
  env: Environment;
  /** Who connects, for the server. Default `argent`. */
  clientName?: string | undefined;
  /** The version of who connects. Default `0.0.0`. */
  clientVersion?: string | undefined;
  /** Milliseconds for connecting and listing. Default 30,000. */
  connectTimeoutMs?: number | undefined;
  /** Milliseconds for a call that shows no progress. Default 300,000. */
  callTimeoutMs?: number | undefined;
  /** Ends the connecting. */
  signal?: AbortSignal | undefined;
  /** For servers at an address. Default: `globalThis.fetch`. */
  fetch?: typeof fetch | undefined;
}

/** @throws ToolError `spawn_failed` when it does not answer, `invalid` for a configuration that cannot work. */
export async function connectMcpServer(
  name: string,
  config: McpServerConfig,
  options: ConnectMcpOptions,
): Promise<McpServer> {
  const sdk = await loadMcpClient();
  const { transport, lastWords } = openTransport(sdk, config, options);
  let tools: readonly McpToolDefinition[] = [];
  const client = new sdk.Client(
    { name: options.clientName ?? "argent", version: options.clientVersion ?? "0.0.0" },
    {
      listChanged: {
        tools: {
          debounceMs: 0,
          onChanged: (_, changed) => {
            if (changed) tools = changed;
          },
        },
      },
    },
  );
  let isGone = false;
  client.onclose = () => {
    isGone = true;
  };
  const limits = { timeout: options.connectTimeoutMs ?? 30_000, ...signalOf(options.signal) };
  try {
    await client.connect(transport, limits);
    tools = client.getServerCapabilities()?.tools
      ? (await client.listTools(undefined, limits)).tools
      : [];
  } catch (cause) {
    await client.close().catch(() => {}); // it did not come up
    throw connectFailure(name, config, cause, lastWords());
  }
  return {
    name,
    tools: () => tools,
    async call(tool, args, { signal, onProgress } = {}) {
      try {
        const result = await client.callTool(
          { name: tool, arguments: args },
          {
            timeout: options.callTimeoutMs ?? 300_000,
            resetTimeoutOnProgress: true,
            ...signalOf(signal),
            ...(onProgress && {
              onprogress: ({ message, progress, total }) =>
                onProgress(message ?? `${progress}${total === undefined ? "" : ` of ${total}`}`),
            }),
          },
        );
        return readMcpResult(result);
      } catch (cause) {
        const about = `The tool ${tool} of the MCP server "${name}"`;
        throw callFailure(about, cause, {
          isAborted: signal?.aborted === true,
          isGone,
          isLate: cause instanceof sdk.SdkError && cause.code === sdk.SdkErrorCode.RequestTimeout,
        });
      }
    },
    close: () => client.close(),
  };
}

/** How much of what a program says on standard error is kept for a message. */
const keptCharacters = 2_000;

function openTransport(
  sdk: McpSdk,
  config: McpServerConfig,
  { cwd, env, ...options }: ConnectMcpOptions,
) {
  if ("url" in config) {
    const headers = expandVariables(config.headers ?? {}, env);
    const transport = new sdk.StreamableHTTPClientTransport(addressOf(config), {
      requestInit: { headers },
      ...(options.fetch && { fetch: options.fetch }),
    });
    return { transport, lastWords: () => "" };
  }
  const transport = new sdk.StdioClientTransport({
    command: config.command,
    args: [...(config.args ?? [])],
    env: programEnvironment(config, env),
    cwd: config.cwd ?? cwd,
    stderr: "pipe",
  });
  let words = "";
  transport.stderr?.on("data", (chunk: Buffer) => {
    words = (words + chunk.toString("utf8")).slice(-keptCharacters);
  });
  return { transport, lastWords: () => words.trim() };
}

function addressOf({ url }: McpAddressConfig): URL {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return new URL(url);
  throw new ToolError("invalid", `"url" must be an http or https address, got "${redact(url)}".`);
}

function connectFailure(name: string, config: McpServerConfig, cause: unknown, words: string) {
  if (ToolError.isInstance(cause)) return cause;
  const place = "url" in config ? redact(config.url) : config.command;
  const said = words === "" ? "" : ` It said: ${redact(words)}`;
  return new ToolError(
    "spawn_failed",
    `The MCP server "${name}" (${place}) did not answer: ${redact(wordsOf(cause))}.${said}`,
    { cause },
  );
}

function callFailure(
  about: string,
  cause: unknown,
  facts: { isAborted: boolean; isGone: boolean; isLate: boolean },
): ToolError {
  if (facts.isAborted) return new ToolError("aborted", "Operation aborted", { cause });
  if (facts.isLate) return new ToolError("timeout", `${about} did not answer in time.`, { cause });
  if (facts.isGone)
    return new ToolError("spawn_failed", `${about} cannot be called: the server is gone.`, {
      cause,
    });
  return new ToolError("unknown", `${about} failed: ${wordsOf(cause)}`, { cause });
}

const signalOf = (signal: AbortSignal | undefined) => (signal ? { signal } : {});

const wordsOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause));
