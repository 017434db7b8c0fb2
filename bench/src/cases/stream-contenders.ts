import type { Contender } from "../bench-case.ts";
import type { PeerId } from "../peers.ts";
import type { Answer } from "../wire/answer.ts";
import { type ProtocolName, protocols } from "../wire/protocols.ts";

export interface StreamRequest {
  api: ProtocolName;
  kind: Answer["kind"];
  size: number;
  /** What is asked for first, so that the connection is open and the code is compiled. */
  warmUpSize: number;
}

/** Everybody who can read such an answer. */
export function streamContenders(serverUrl: string, request: StreamRequest): Contender[] {
  const { api, kind, size, warmUpSize } = request;
  const jobOf = (size: number, module?: string) => ({
    api,
    kind,
    baseUrl: `${serverUrl}/${kind}/${size}${protocols[api].basePath}`,
    module,
  });
  return streamReaders
    .filter((reader) => reader.reads(request))
    .map(({ name, owner, program, module }) => ({
      name,
      owner,
      program,
      job: jobOf(size, module),
      warmUp: jobOf(warmUpSize, module),
    }));
}

interface StreamReader {
  name: string;
  owner: Contender["owner"];
  program: string;
  reads(request: StreamRequest): boolean;
  /** Where the program finds its `stream`. */
  module?: string;
}

const streamReaders: readonly StreamReader[] = [
  { name: "floor", owner: "floor", program: "programs/floor-stream.mjs", reads: () => true },
  { name: "argent", owner: "argent", program: "programs/argent-stream.mjs", reads: () => true },
  {
    name: "@anthropic-ai/sdk",
    owner: "anthropic-sdk",
    program: "peers/anthropic-sdk-stream.mjs",
    reads: ({ api }) => api === "anthropic-messages",
  },
  {
    name: "openai",
    owner: "openai-sdk",
    program: "peers/openai-sdk-stream.mjs",
    reads: ({ api }) => api === "openai-completions" || api === "openai-responses",
  },
  {
    name: "@google/genai",
    owner: "google-sdk",
    program: "peers/google-sdk-stream.mjs",
    reads: ({ api }) => api === "google-generative-ai",
  },
  piReader("0.73.1", "pi-0.73", "@mariozechner/pi-ai"),
  piReader("0.87.1", "pi-0.87", "@earendil-works/pi-ai/compat"),
  {
    name: "ai",
    owner: "ai",
    program: "peers/ai-stream.mjs",
    // Its provider for Google is a package that is not pinned.
    reads: ({ api }) => api !== "google-generative-ai",
  },
];

/** Pi knows Gemini's tool calls only with whole arguments. */
function piReader(version: string, owner: PeerId, module: string): StreamReader {
  return {
    name: `pi-ai ${version}`,
    owner,
    program: "peers/pi-stream.mjs",
    module,
    reads: ({ api, kind }) => kind === "text" || api !== "google-generative-ai",
  };
}
