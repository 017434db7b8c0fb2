import { GoogleGenAI } from "@google/genai";

/** The SDK's raw chunk iterator. */
export default async function googleSdkStream({ baseUrl }) {
  const client = new GoogleGenAI({ apiKey: "none", httpOptions: { baseUrl, apiVersion: "" } });
  const stream = await client.models.generateContentStream({ model: "bench", contents: "Go on." });
  let text = "";
  for await (const chunk of stream) {
    const part = chunk.candidates?.[0]?.content?.parts?.[0];
    const argument = part?.functionCall?.partialArgs?.[0];
    if (part?.text) text += part.text;
    else if (argument?.jsonPath === "$.content") text += argument.stringValue;
  }
  return text.length;
}
