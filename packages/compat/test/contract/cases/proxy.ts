import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Context } from "../../../src/pi-ai/index.ts";
import { outcome } from "../agent-kit.ts";
import type { ContractCases, PiModules } from "../contract.ts";

const usage = {
  input: 1,
  output: 2,
  cacheRead: 0,
  cacheWrite: 0,
  totalTokens: 3,
  cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 },
};
const context: Context = { messages: [{ role: "user", content: "hi", timestamp: 1 }] };

/** A proxy that answers with these lines, and what it was sent. */
async function through(
  pi: PiModules,
  lines: readonly object[],
  { status = 200, body = "", abortAfter = -1 } = {},
) {
  const sent: unknown[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const { options } = JSON.parse(text);
    sent.push(request.url, request.headers.authorization, options);
    response.writeHead(status);
    for (const line of lines) response.write(`data: ${JSON.stringify(line)}\n\n`);
    if (abortAfter < 0) response.end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port }: AddressInfo = JSON.parse(JSON.stringify(server.address()));
  const abort = new AbortController();
  const model = pi.ai.registerFauxProvider({ api: "scripted" }).getModel();
  const stream = pi.core.streamProxy(model, context, {
    proxyUrl: `http://127.0.0.1:${port}`,
    authToken: "token",
    temperature: 0.5,
    sessionId: "s",
    signal: abort.signal,
  });
  const types: string[] = [];
  for await (const event of stream) {
    types.push(event.type);
    if (types.length === abortAfter) abort.abort();
  }
  const result = stream.result().then(({ content, stopReason, errorMessage }) => ({
    content,
    stopReason,
    errorMessage,
  }));
  const end = await outcome(result);
  server.close();
  server.closeAllConnections();
  return { sent, types, end };
}

const answer = [
  { type: "start" },
  { type: "thinking_start", contentIndex: 0 },
  { type: "thinking_delta", contentIndex: 0, delta: "hm" },
  { type: "thinking_end", contentIndex: 0, contentSignature: "sig" },
  { type: "text_start", contentIndex: 1 },
  { type: "text_delta", contentIndex: 1, delta: "Hello" },
  { type: "text_end", contentIndex: 1 },
  { type: "toolcall_start", contentIndex: 2, id: "1", toolName: "t" },
  { type: "toolcall_delta", contentIndex: 2, delta: '{"a":' },
  { type: "toolcall_delta", contentIndex: 2, delta: "1}" },
  { type: "toolcall_end", contentIndex: 2 },
  { type: "done", reason: "toolUse", usage },
];

export const proxy: ContractCases = {
  "an answer through a proxy": (pi) => through(pi, answer),

  "an error through a proxy": (pi) =>
    through(pi, [{ type: "error", reason: "error", errorMessage: "529 busy", usage }]),

  "a proxy that refuses": async (pi) => [
    await through(pi, [], { status: 401, body: '{"error":"bad token"}' }),
    await through(pi, [], { status: 500, body: "oops" }),
  ],

  "a proxy whose answer is cut off": (pi) => through(pi, answer.slice(0, 6)),

  "an abort through a proxy": (pi) => through(pi, answer.slice(0, 6), { abortAfter: 4 }),

  "a proxy that says something out of place": (pi) =>
    through(pi, [{ type: "start" }, { type: "text_delta", contentIndex: 0, delta: "x" }]),
};
