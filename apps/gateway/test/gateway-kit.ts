import {
  type AgentTool,
  createArgentRuntime,
  memorySessionStore,
  type SessionStore,
} from "@argent/agent";
import { type ScriptedStep, scripted, testModel } from "@argent/ai/testing";
import { localEnv } from "@argent/tools";
import { createGateway, type GatewayOptions } from "../src/gateway.ts";

export const token = "test-token";

export interface OpenGatewayOptions extends Omit<GatewayOptions, "runtime" | "token"> {
  tools?: AgentTool[];
  /** Default: in memory. */
  sessions?: SessionStore;
  /** What happens to a message for a session that is busy. Default `"followup"`. */
  mode?: "followup" | "steer";
}

/** A gateway in this process that listens, over a runtime in memory whose model follows a script. */
export async function openGateway(steps: ScriptedStep[], options: OpenGatewayOptions = {}) {
  const { tools = [], sessions = memorySessionStore(), mode, ...rest } = options;
  const provider = scripted(steps);
  const runtime = createArgentRuntime({
    provider,
    model: testModel(),
    env: () => localEnv({ cwd: import.meta.dirname, env: {} }),
    tools: () => tools,
    sessions,
    queue: { mode },
  });
  const gateway = createGateway({ runtime, token, drainMs: 0, ...rest });
  const url = await gateway.listen(0);
  const post = (path: string, body?: object, headers: Record<string, string> = {}) =>
    fetch(url + path, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        ...(body && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  /** Reads a run on from the event with this id. */
  const get = (runId: string, lastEventId?: string) =>
    fetch(`${url}/v1/runs/${runId}`, {
      headers: {
        authorization: `Bearer ${token}`,
        ...(lastEventId !== undefined && { "last-event-id": lastEventId }),
      },
    });
  return {
    url,
    get,
    post,
    provider,
    gateway,
    runtime,
    [Symbol.asyncDispose]: () => gateway.close(),
  };
}

export interface SseEvent {
  event: string;
  id: string | undefined;
  data: Record<string, unknown>;
}

/** The events of a stream, as they come. */
export async function* eventsOf(response: Response): AsyncGenerator<SseEvent> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of response.body ?? []) {
    const blocks = (rest + decoder.decode(chunk, { stream: true })).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      if (block.startsWith(":")) continue; // a comment
      const field = (name: string) =>
        block
          .split("\n")
          .find((line) => line.startsWith(`${name}: `))
          ?.slice(name.length + 2);
      yield {
        event: field("event") ?? "",
        id: field("id"),
        data: JSON.parse(field("data") ?? "{}"),
      };
    }
  }
}

/** All events of a stream, when it is over. */
export async function all(response: Response): Promise<SseEvent[]> {
  const events: SseEvent[] = [];
  for await (const event of eventsOf(response)) events.push(event);
  return events;
}

/** A step that says when it was asked, and answers when it is told to. */
export function gate(text: string) {
  const asked = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  const step = async () => {
    asked.resolve();
    await opened.promise;
    return { text };
  };
  return { step, asked: asked.promise, open: opened.resolve };
}
