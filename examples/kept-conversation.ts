import { Agent, ArgentSessionManager } from "@argent/agent";
import { getModel, textOf } from "@argent/ai";
import { anthropic } from "@argent/ai/anthropic";

const session = await ArgentSessionManager.open("chat.jsonl", { cwd: process.cwd() });
const agent = new Agent({
  provider: anthropic({ apiKey: process.env.ANTHROPIC_API_KEY }),
  session,
  initialState: { model: getModel("anthropic", "claude-sonnet-5-5") },
});
for (const message of await agent.prompt(process.argv[2] ?? "Where were we?")) {
  if (message.role === "assistant") console.log(message.errorMessage ?? textOf(message));
}
await session.close();
