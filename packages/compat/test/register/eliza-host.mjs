/**
 * What an Eliza application does with @elizaos/plugin-pi-ai: its runtime takes the plugin's model handlers and calls
 * them. The requests of the vendor's SDK go to the server that the test names.
 */
import { listPiAiModelOptions, piAiPlugin } from "@elizaos/plugin-pi-ai";

const { fetch } = globalThis;
globalThis.fetch = (input, init) => {
  const { href } = new URL(input instanceof Request ? input.url : input);
  const target = href.replace("https://api.anthropic.com", process.env.VENDOR_URL);
  return fetch(input instanceof Request ? new Request(target, input) : target, init);
};

const handlers = new Map();
const runtime = {
  getSetting: () => undefined,
  registerModel: (type, handler, provider) => handlers.set(`${type} ${provider}`, handler),
};
const call = (type, params) => handlers.get(`${type} pi-ai`)(runtime, params);
const seen = {};

await piAiPlugin.init({ PI_CODING_AGENT_DIR: process.env.PI_FOLDER }, runtime);
seen.handlers = [...new Set([...handlers.keys()].map((key) => key.split(" ")[0]))].sort();

const chunks = [];
seen.streamed = await call("TEXT_LARGE", {
  prompt: "Tell me a story.",
  maxTokens: 500,
  temperature: 0.5,
  onStreamChunk: (chunk) => void chunks.push(chunk),
});
seen.chunks = chunks.length > 1 && chunks.join("") === seen.streamed;
seen.text = await call("TEXT_SMALL", { prompt: "Say hello." });
seen.image = await call("IMAGE_DESCRIPTION", {
  imageUrl: "data:image/png;base64,iVBORw0KGgo=",
  prompt: "What is it?",
});
seen.object = await call("OBJECT_LARGE", { prompt: "Give me an object." });
seen.failure = await call("TEXT_SMALL", { prompt: "Fail." }).catch(({ message }) => message);

const abort = new AbortController();
seen.aborted = await call("TEXT_LARGE", {
  prompt: "Take long.",
  abortSignal: abort.signal,
  onStreamChunk: () => abort.abort(),
});

const { defaultModelSpec, models } = await listPiAiModelOptions(process.env.PI_FOLDER);
seen.models = {
  defaultModelSpec,
  isListed: models.some(({ id, isDefault }) => isDefault && id === defaultModelSpec),
  providers: [...new Set(models.map(({ provider }) => provider))],
};
console.log(JSON.stringify(seen));
