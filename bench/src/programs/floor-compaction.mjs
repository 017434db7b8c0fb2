import { createTranscript, figuresOf, summary } from "./transcript.mjs";

/** The newest messages that fit, behind a summary. */
export default async function floorCompaction(job) {
  const transcript = createTranscript(job);
  const messages = transcript.parts.flat().map((message) => JSON.stringify(message));
  const all = messages.join("");
  let shown = "";
  while (messages.length > 0 && shown.length + messages.at(-1).length < 4 * job.keepRecentTokens) {
    shown = messages.pop() + shown;
  }
  return {
    result: transcript.needles.length,
    figures: figuresOf(transcript, all, summary + shown),
  };
}
