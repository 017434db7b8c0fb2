import { Agent, ArgentSessionManager, createRecallTool } from "@argent/agent";
import { model } from "./loop-script.mjs";
import { assistant, createTranscript, figuresOf, summary } from "./transcript.mjs";

/** Argent's compaction after every part of a transcript, and its recall tool. */
export default async function argentCompaction(job) {
  const transcript = createTranscript(job);
  const session = ArgentSessionManager.inMemory("/project");
  const agent = new Agent({
    session,
    streamFn: answer,
    initialState: { model: { ...model, contextWindow: job.contextWindow } },
  });
  let all = "";
  for (const part of transcript.parts) {
    for (const message of part) await session.appendMessage(message);
    all += JSON.stringify(part);
    const outcome = await agent.compact();
    if (outcome.type !== "compacted") throw new Error(outcome.message);
  }
  const shown = JSON.stringify(session.buildSessionContext().messages);
  const recall = createRecallTool(session);
  let reachable = 0;
  for (const { query, secret } of transcript.needles) {
    const { content } = await recall.execute("1", { query });
    if (shown.includes(secret) || JSON.stringify(content).includes(secret)) reachable++;
  }
  return {
    result: transcript.needles.length,
    figures: figuresOf(transcript, all, shown, reachable),
  };
}

async function* answer() {
  yield { type: "start", provider: "scripted", api: "scripted", model: "scripted" };
  yield { type: "done", reason: "stop", message: assistant({ type: "text", text: summary }) };
}
