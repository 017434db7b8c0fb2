import { createAssistantMessageEventStream, registerApiProvider } from "@mariozechner/pi-ai";
import { compact, SessionManager } from "@mariozechner/pi-coding-agent";
// Pi's root entry does not have it.
import { prepareCompaction } from "../node_modules/@mariozechner/pi-coding-agent/dist/core/compaction/index.js";
import { model } from "../programs/loop-script.mjs";
import { assistant, createTranscript, figuresOf, summary } from "../programs/transcript.mjs";

/** Pi's compaction after every part of a transcript. */
export default async function piCompaction(job) {
  registerApiProvider({ api: model.api, stream: answer, streamSimple: answer });
  const transcript = createTranscript(job);
  const session = SessionManager.inMemory("/project");
  const settings = {
    enabled: true,
    reserveTokens: 16_384,
    keepRecentTokens: job.keepRecentTokens,
  };
  const window = { ...model, contextWindow: job.contextWindow };
  let all = "";
  for (const part of transcript.parts) {
    for (const message of part) session.appendMessage(message);
    all += JSON.stringify(part);
    const preparation = prepareCompaction(session.getBranch(), settings);
    if (!preparation) throw new Error("Pi has nothing to compact.");
    const made = await compact(preparation, window, "none");
    session.appendCompaction(made.summary, made.firstKeptEntryId, made.tokensBefore, made.details);
  }
  const shown = JSON.stringify(session.buildSessionContext().messages);
  return { result: transcript.needles.length, figures: figuresOf(transcript, all, shown) };
}

function answer() {
  const message = assistant({ type: "text", text: summary });
  const stream = createAssistantMessageEventStream();
  stream.push({ type: "start", partial: message });
  stream.push({ type: "done", reason: "stop", message });
  return stream;
}
