/** The least a client can do: `fetch`, a split into lines and one `JSON.parse` per event. */
export default async function floorStream({ api, baseUrl, kind }) {
  const { path, read } = readers[api];
  const response = await fetch(baseUrl + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ model: "bench", stream: true }),
  });
  const decoder = new TextDecoder();
  let text = "";
  let rest = "";
  for await (const bytes of response.body) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop();
    for (const line of lines) {
      if (line.startsWith("data: {")) text += read(JSON.parse(line.slice(6))) ?? "";
    }
  }
  if (kind === "text") return text.length;
  return api === "google-generative-ai" ? text.length : JSON.parse(text).content.length;
}

/** Where each protocol is asked, and where its events keep a piece of text or of arguments. */
const readers = {
  "anthropic-messages": {
    path: "/v1/messages",
    read: ({ delta }) => delta?.text ?? delta?.partial_json,
  },
  "openai-completions": {
    path: "/chat/completions",
    read({ choices: [choice] }) {
      const delta = choice?.delta;
      return delta?.content ?? delta?.tool_calls?.[0].function.arguments;
    },
  },
  "openai-responses": {
    path: "/responses",
    read: ({ type, delta }) => (type.endsWith(".delta") ? delta : undefined),
  },
  "google-generative-ai": {
    path: "/models/bench:streamGenerateContent?alt=sse",
    read({ candidates: [{ content }] }) {
      const [part] = content.parts;
      const [argument] = part.functionCall?.partialArgs ?? [];
      return part.text ?? (argument?.jsonPath === "$.content" ? argument.stringValue : undefined);
    },
  },
};
