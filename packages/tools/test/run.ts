import type { ExecOptions, ExecutionEnv } from "@argent/agent/env";

/** Runs a command and keeps everything it printed. */
export async function run(env: ExecutionEnv, command: string, options: ExecOptions = {}) {
  const chunks: Uint8Array[] = [];
  const onOutput = (chunk: Uint8Array) => void chunks.push(chunk);
  const result = await env.exec(command, { onOutput, ...options });
  return { result, output: Buffer.concat(chunks).toString() };
}
