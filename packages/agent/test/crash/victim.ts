/**
 * Works on a session until it is killed, or until somebody else takes the session over:
 * `node victim.ts <session file> <seed>`. What it says on standard output is a `Testimony`.
 */
import { writeSync } from "node:fs";
import { scripted, testModel } from "@argent/ai/testing";
import { Agent } from "../../src/agent.ts";
import { ArgentSessionManager } from "../../src/session/session-manager.ts";
import { type Draw, seededDraw } from "./seeded-draw.ts";
import { createWitness, type Say } from "./testimony.ts";
import { randomAnswer, randomTools } from "./victim-script.ts";

const [path = "", seed = "0"] = process.argv.slice(2);
const draw = seededDraw(Number(seed));
const say: Say = (topic, id = "") => {
  writeSync(1, `${topic} ${id}\n`);
};

say("loaded");
const session = await ArgentSessionManager.open(path);
const tell = createWitness(session, say);
tell();
say("opened");

const agent = new Agent({
  provider: scripted([randomAnswer(draw, `s${seed}`)], {
    onExhausted: "repeat",
    recordRequests: false,
  }),
  session,
  initialState: { model: testModel({ contextWindow: 60_000 }), tools: randomTools(draw, say) },
});
agent.subscribe((event) => {
  if (event.type === "message_update") return;
  tell();
  if (event.type !== "agent_settled" || event.stopReason !== "error" || session.readOnly) return;
  console.error(`A run failed: ${agent.state.errorMessage}`);
  process.exit(1);
});

while (!session.readOnly) {
  try {
    await act(draw);
  } catch (cause) {
    if (!session.readOnly) throw cause;
  }
  tell();
}
say("fenced");
await session.close();

async function act(draw: Draw): Promise<void> {
  switch (draw(14)) {
    case 0:
      return move(draw);
    case 1:
      return note(draw);
    case 2:
      await agent.compact();
      return;
    case 3:
      return interrupted(draw);
    case 4: {
      const run = agent.prompt("Do it.");
      run.on("tool_execution_start", () => agent.steer("No, do something else."));
      await run;
      return;
    }
    default:
      await agent.prompt(`Do it. ${"x".repeat(draw(3_000))}`);
  }
}

/** Aborts a run at a random event. */
async function interrupted(draw: Draw): Promise<void> {
  let left = draw(30);
  const run = agent.prompt("Do not do it.");
  const stop = agent.subscribe(() => {
    if (left-- === 0) run.abort();
  });
  await run;
  stop();
}

/** Goes to an earlier place, never into the middle of a batch of tool calls. */
async function move(draw: Draw): Promise<void> {
  await session.load();
  const places = session.getBranch().flatMap((entry) => {
    return entry.type === "message" && entry.message.role === "user" ? [entry.id] : [];
  });
  const target = places[draw(places.length + 1)] ?? null;
  say("moving", target ?? "root");
  await (target === null ? session.resetLeaf() : session.branch(target));
  agent.replaceMessages(session.buildSessionContext().messages);
}

async function note(draw: Draw): Promise<void> {
  switch (draw(4)) {
    case 0:
      await session.appendSessionInfo(`name ${draw(1000)}`);
      return;
    case 1:
      await session.appendThinkingLevelChange(draw(2) === 0 ? "low" : "high");
      return;
    case 2:
      await session.appendCustomEntry("note", { text: "y".repeat(draw(200_000)) });
      return;
    default: {
      const leaf = session.getLeafId();
      if (leaf) await session.setLabel(leaf, `label ${draw(1000)}`);
    }
  }
}
