import type { AgentEvent, Run, Runtime } from "@argent/agent";
import type { ApprovalAnswer, ApprovalRequest, AskPerson } from "@argent/tools";
import { type CallToolResult, fromJsonSchema, McpServer } from "@modelcontextprotocol/server";
import type { SessionSettings } from "../conversation/session-settings.ts";
import { newSessionName } from "../new-session-name.ts";
import { version } from "../version.ts";
import { toolLine } from "../view/tool-line.ts";

export interface McpAgentServerOptions {
  /** Makes the runtime; its calls of tools are asked about through `ask`. */
  openRuntime(ask: AskPerson): Runtime;
  cwd: string;
  /** What a session goes on with, by its name. The runtime knows the model. */
  settingsOf(session: string): Promise<SessionSettings>;
}

interface RunArguments {
  prompt: string;
  session?: string;
}

const runArguments = fromJsonSchema<RunArguments>({
  type: "object",
  properties: {
    prompt: {
      type: "string",
      minLength: 1,
      description: "The task, with everything the agent has to know",
    },
    session: {
      type: "string",
      minLength: 1,
      description:
        "The name of a session to go on in, as an earlier answer gave it. Default: a new one",
    },
  },
  required: ["prompt"],
  additionalProperties: false,
});

/** The agent as one tool of an MCP server. Cancelling the request stops the run. */
export function createMcpAgentServer(options: McpAgentServerOptions): {
  server: McpServer;
  close(): Promise<void>;
} {
  const server = new McpServer({ name: "argent", version: version() });
  const runtime = options.openRuntime((request, reason, signal) =>
    elicitApproval(server, request, reason, signal),
  );
  server.registerTool(
    "argent",
    {
      title: "Argent",
      description: `A coding agent. It reads, changes and runs what it needs in ${options.cwd}, and answers when the task is done.`,
      inputSchema: runArguments,
    },
    async ({ prompt, session = newSessionName() }, { mcpReq }) => {
      const { _meta: meta, signal } = mcpReq;
      const { model, thinkingLevel, warning } = await options.settingsOf(session);
      const run = runtime.run({
        sessionKey: `cli:${session}`,
        workspaceDir: options.cwd,
        prompt,
        model: model.id,
        provider: model.provider,
        thinking: thinkingLevel,
        signal,
      });
      const token = meta?.progressToken;
      const watched =
        token === undefined
          ? undefined
          : watch(run, (progress, message) =>
              mcpReq.notify({
                method: "notifications/progress",
                params: { progressToken: token, progress, message },
              }),
            );
      const result = await run;
      await watched;
      return answerOf(result, session, warning);
    },
  );
  return {
    server,
    async close() {
      await runtime.close();
      await server.close();
    },
  };
}

/** Tells about each call of a tool. A client that listens no more is its own affair. */
async function watch(
  run: Run,
  tell: (progress: number, message: string) => Promise<void>,
): Promise<void> {
  let progress = 0;
  for await (const event of run) {
    const message = progressOf(event);
    if (message !== undefined) await tell(++progress, message).catch(() => {});
  }
}

function progressOf(event: AgentEvent): string | undefined {
  return event.type === "tool_execution_start"
    ? toolLine(event.toolName, event.args, 120)
    : undefined;
}

function answerOf(
  result: Awaited<Run>,
  session: string,
  warning: string | undefined,
): CallToolResult {
  const text = result.success
    ? (result.response ?? "")
    : `The run ended without an answer: ${result.error?.message ?? result.stopReason}.`;
  const texts = [text, ...(warning === undefined ? [] : [warning]), `Session: ${session}`];
  return {
    content: texts.map((part) => ({ type: "text", text: part })),
    isError: !result.success,
  };
}

/** The client's person decides, when the client can ask one. */
async function elicitApproval(
  { server }: McpServer,
  request: ApprovalRequest,
  reason: string | undefined,
  signal: AbortSignal | undefined,
): Promise<ApprovalAnswer> {
  const nobody = {
    allow: false,
    reason: "The client cannot ask anybody. Start the server with --approve auto to allow it",
  };
  const modes = server.getClientCapabilities()?.elicitation;
  // Clients that name no mode mean forms: https://modelcontextprotocol.io/specification/2025-11-25/client/elicitation
  const asksByForm = modes !== undefined && (modes.form !== undefined || modes.url === undefined);
  if (!asksByForm) return nobody;
  const { tool, args, isolation } = request;
  const because = reason === undefined ? "" : ` ${reason}.`;
  const message = `${toolLine(tool, args, 500)}\n(${isolation.description})${because} Allow it?`;
  const answer = await server.elicitInput(
    {
      mode: "form",
      message,
      requestedSchema: {
        type: "object",
        properties: { allow: { type: "boolean", title: "Allow this call" } },
        required: ["allow"],
      },
    },
    signal ? { signal } : undefined,
  );
  return { allow: answer.action === "accept" && answer.content?.allow === true };
}
