import { homedir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { AiError, chooseModel, type Model } from "@argent/ai";
import { createRuntime } from "@argent/compat";
import { ToolError } from "@argent/tools";
import {
  type Configuration,
  type McpTools,
  openMcpTools,
  readConfiguration,
} from "@argent/tools/app";
import { isLoopback } from "./access.ts";
import { codingOptions } from "./compose/coding-options.ts";
import { createGateway } from "./gateway.ts";
import { ensureToken } from "./token.ts";
import { version } from "./version.ts";

const help = `Usage: argent-gateway [options]

Serves agent runs over HTTP. Every call needs the token: Authorization: Bearer <token>.

Options:
  --host <address>     where to listen (default: 127.0.0.1)
  --port <number>      default: 7717; 0 takes a free one
  --cwd <folder>       the folder that tools work in (default: VARGOS_WORKSPACE, the settings'
                       workspace, or this one)
  --token-file <path>  default: ~/.argent/gateway-token; made with a random token if it is not there
  --version, --help

Settings are in ~/.argent/settings.json, keys in ~/.argent/auth.json (argent auth set), sessions in
~/.argent/sessions. ARGENT_HOME is another folder for ~/.argent.
`;

/** Starts the gateway and resolves with the exit code when it has stopped. */
export async function runGateway(args: readonly string[]): Promise<number> {
  const { env, stderr } = process;
  const options = readOptions(args);
  if (typeof options === "number") return options;
  const { host, port } = options;
  const say = (message: string) => stderr.write(`argent-gateway: ${message}\n`);
  let mcp: McpTools | undefined;
  try {
    const configuration = await readConfiguration({
      env,
      home: homedir(),
      cwd: process.cwd(),
      flags: { cwd: options.cwd },
      // Who writes while a run works talks to that run, unless the owner wants it otherwise.
      defaults: { queue: { mode: "steer" } },
    });
    const model = await defaultModel(configuration, say);
    mcp = await openMcpTools(configuration, version());
    for (const warning of [...configuration.warnings, ...mcp.warnings]) say(warning);
    const tokenFile = options.tokenFile ?? join(configuration.folder, "gateway-token");
    const runtime = createRuntime(codingOptions(configuration, model, mcp.tools));
    const gateway = createGateway({ runtime, token: await ensureToken(tokenFile), host });
    try {
      const address = await gateway.listen(port);
      stderr.write(
        `Listening on ${address} (runtime: ${runtime.id}). The token is in ${tokenFile}.\n`,
      );
      if (!isLoopback(host)) {
        say("other machines can reach it, and the token goes to it as it is: put TLS before it.");
      }
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : cause;
      say(`cannot listen on ${host}:${port}: ${why}. Use another --port or --host.`);
      return 1;
    }
    await untilStopped();
    stderr.write("Stopping: no new runs; those that work may finish.\n");
    await gateway.close();
    return 0;
  } catch (cause) {
    if (!isUsageProblem(cause)) throw cause;
    say(cause.message);
    return 2;
  } finally {
    await mcp?.close();
  }
}

function isUsageProblem(cause: unknown): cause is Error {
  return cause instanceof RangeError || AiError.isInstance(cause) || ToolError.isInstance(cause);
}

/** For runs that name no model. Without any key every run must name one; what the settings name must be there. */
async function defaultModel(
  { settings: { model, provider }, env }: Configuration,
  say: (message: string) => void,
): Promise<Model | undefined> {
  try {
    return await chooseModel({ model, provider }, env);
  } catch (cause) {
    if (!AiError.isInstance(cause) || model !== undefined || provider !== undefined) throw cause;
    say(cause.message);
    return undefined;
  }
}

function readOptions(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        host: { type: "string", default: "127.0.0.1" },
        port: { type: "string", default: "7717" },
        cwd: { type: "string" },
        "token-file": { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
    if (values.help) {
      process.stdout.write(help);
      return 0;
    }
    const port = /^\d+$/.test(values.port) ? Number(values.port) : Number.NaN;
    if (!(port <= 65_535)) {
      throw new RangeError(
        `--port must be a number from 0 to 65535, got ${JSON.stringify(values.port)}.`,
      );
    }
    // An empty host would be every address of the machine.
    if (values.host.trim() === "") throw new RangeError("--host must be an address, got none.");
    return { host: values.host, port, cwd: values.cwd, tokenFile: values["token-file"] };
  } catch (cause) {
    process.stderr.write(
      `argent-gateway: ${cause instanceof Error ? cause.message : cause}\n\n${help}`,
    );
    return 2;
  }
}

function untilStopped(): Promise<void> {
  return new Promise((resolveStopped) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const)
      process.once(signal, () => resolveStopped());
  });
}
