import { type AcceptedDifference, type Fields, objectsOf } from "./accepted-difference.ts";

const api = "openai-responses";

export const responsesDifferences: readonly AcceptedDifference[] = [
  {
    id: "foreign-thinking",
    api,
    reason:
      "Pi turns the thinking of another model into text that the model said; Argent drops it.",
    reconcile(pi, _, { foreignThoughts }) {
      if (!Array.isArray(pi.input)) return;
      pi.input = objectsOf(pi.input).filter((item) => {
        const text = saidIn(item);
        return text === undefined || !foreignThoughts.has(text);
      });
    },
  },
  {
    id: "made-up-ids",
    api,
    reason:
      "What another model said has no id; Pi makes one up (msg_1), Argent writes it in the form that needs none.",
    reconcile(pi) {
      if (!Array.isArray(pi.input)) return;
      pi.input = objectsOf(pi.input).map((item) => {
        const text = saidIn(item);
        const isMadeUp = typeof item.id === "string" && /^msg_\d{1,4}$/.test(item.id);
        return text !== undefined && isMadeUp ? { role: "assistant", content: text } : item;
      });
    },
  },
];

/** The text of an item that the model said. */
function saidIn({ type, role, content }: Fields): string | undefined {
  if (type !== "message" || role !== "assistant") return undefined;
  const [block, ...others] = objectsOf(content);
  const isText = block?.type === "output_text" && others.length === 0;
  return isText && typeof block.text === "string" ? block.text : undefined;
}
