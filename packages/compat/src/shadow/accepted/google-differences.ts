import {
  type AcceptedDifference,
  type Fields,
  objectOf,
  objectsOf,
} from "./accepted-difference.ts";

const api = "google-generative-ai";
const contentsOf = (body: Fields) => objectsOf(body.contents);
const configOf = (body: Fields) => objectOf(body.config);

export const googleDifferences: readonly AcceptedDifference[] = [
  {
    id: "unsigned-thoughts",
    api,
    reason: "Pi sends thoughts back without a signature, which Google ignores; Argent does not.",
    reconcile(pi) {
      for (const content of contentsOf(pi)) {
        if (content.role !== "model") continue;
        content.parts = objectsOf(content.parts).filter(
          ({ thought, thoughtSignature }) => thought !== true || thoughtSignature !== undefined,
        );
      }
    },
  },
  {
    id: "result-images",
    api,
    reason:
      "Pi puts the images of a tool into its response; Argent after it, because not all models read them there.",
    reconcile(pi, argent) {
      for (const [index, content] of contentsOf(pi).entries()) {
        const parts = objectsOf(content.parts);
        const count = objectsOf(contentsOf(argent)[index]?.parts).length;
        if (count > parts.length) content.parts = [...parts, ...takeImages(parts)];
      }
    },
  },
  {
    id: "system-text",
    api,
    reason: "The system prompt is a string in Pi and a content in Argent, which is the same.",
    reconcile(pi) {
      const config = configOf(pi);
      const { systemInstruction: text } = config;
      if (typeof text === "string") config.systemInstruction = { parts: [{ text }] };
    },
  },
  {
    id: "thinking-budget",
    api,
    reason:
      "For a model that Pi does not know by its name it lets Google choose the budget; Argent asks for that of the level.",
    reconcile(pi, argent) {
      const thinking = objectOf(configOf(pi).thinkingConfig);
      const { thinkingBudget } = objectOf(configOf(argent).thinkingConfig);
      if (thinking.thinkingBudget === -1) thinking.thinkingBudget = thinkingBudget;
    },
  },
  {
    id: "abort-signal",
    api,
    reason: "It is for the SDK and never sent.",
    reconcile(...bodies) {
      for (const body of bodies.slice(0, 2)) delete configOf(objectOf(body)).abortSignal;
    },
  },
  {
    id: "store",
    api,
    reason: "Argent asks Google not to store what is sent; Pi does not.",
    reconcile(pi, argent) {
      const config = configOf(argent);
      if (config.store === false && configOf(pi).store === undefined) delete config.store;
    },
  },
];

/** Takes the images out of tool responses, in the form in which they follow them. */
function takeImages(parts: readonly Fields[]): Fields[] {
  return parts.flatMap((part) => {
    const response = objectOf(part.functionResponse);
    const images = objectsOf(response.parts);
    delete response.parts;
    return images.length > 0 ? [{ text: "Attached image(s) from tool result:" }, ...images] : [];
  });
}
