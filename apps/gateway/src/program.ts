import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { AiError, chooseModel } from "@argent/ai";
import { createRuntime } from "@argent/compat";
import { sessionFolderIn } from "@argent/tools";
import { createGateway } from "./gateway.ts";
import { ensureToken } from "./token.ts";

const help = `Usage: argent-gateway [options]

Serves agent runs over HTTP. Every call needs the token: Authorization: Bearer <token>.

Options:
  --host <address>     where to listen (default: 127.0.0.1)
  --port <number>      default: 7717; 0 takes a free one
  --cwd <folder>       the folder that tools work in (default: this one)
  --token-file <path>  default: ~/.argent/gateway-token; made with a random token if it is not there
  --version, --help
`;

/** Starts the gateway and resolves with the exit code when it has stopped. */
export async function runGateway(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (typeof options === "number") return options;
  const { env, stderr } = process;
  const { host, port, cwd, tokenFile } = options;
  let runtime: ReturnType<typeof createRuntime>;
  try {
    const sessionFolder = env.VARGOS_SESSIONS_DIR?.trim() || sessionFolderIn(homedir());
    runtime = createRuntime({ cwd, env, sessionFolder, model: await defaultModel() });
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    stderr.write(`argent-gateway: ${cause.message}\n`);
    return 2;
  }
  const gateway = createGateway({ runtime, token: await ensureToken(tokenFile), host });
  try {
    const address = await gateway.listen(port);
    stderr.write(
      `Listening on ${address} (runtime: ${runtime.id}). The token is in ${tokenFile}.\n`,
    );
  } catch (cause) {
    stderr.write(
      `argent-gateway: cannot listen on ${host}:${port}: ${cause instanceof Error ? cause.message : cause}. Use --port.\n`,
    );
    return 1;
  }
  await untilStopped();
  stderr.write("Stopping: no new runs; those that work may finish.\n");
  await gateway.close();
  return 0;
}

/** For runs that name no model; without any key, every run must name one. */
async function defaultModel() {
  try {
    return await chooseModel({}, process.env);
  } catch (cause) {
    if (!AiError.isInstance(cause)) throw cause;
    process.stderr.write(`${cause.message}\n`);
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
        cwd: { type: "string", default: process.cwd() },
        "token-file": { type: "string", default: join(homedir(), ".argent", "gateway-token") },
        help: { type: "boolean", short: "h" },
      },
    });
    if (values.help) {
      process.stdout.write(help);
      return 0;
    }
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      throw new RangeError(
        `--port must be a number from 0 to 65535, got ${JSON.stringify(values.port)}.`,
      );
    }
    return { host: values.host, port, cwd: resolve(values.cwd), tokenFile: values["token-file"] };
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
