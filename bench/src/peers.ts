/** The peers by the name that `--peers` takes, each with the exact packages that are installed for it. */
export const peers = {
  "anthropic-sdk": { "@anthropic-ai/sdk": "1.10.0" },
  "openai-sdk": { openai: "7.55.0" },
  "google-sdk": { "@google/genai": "3.1.0" },
  "pi-0.73": { "@mariozechner/pi-ai": "0.73.1", "@mariozechner/pi-coding-agent": "0.73.1" },
  "pi-0.87": {
    "@earendil-works/pi-ai": "0.87.1",
    "@earendil-works/pi-coding-agent": "0.87.1",
  },
  ai: { ai: "7.0.173", "@ai-sdk/anthropic": "4.0.105", "@ai-sdk/openai": "4.0.118" },
} as const satisfies Record<string, Readonly<Record<string, string>>>;

export type PeerId = keyof typeof peers;

export function isPeerId(name: string): name is PeerId {
  return Object.hasOwn(peers, name);
}

export function peerIds(): PeerId[] {
  return Object.keys(peers).filter(isPeerId);
}

/** What npm is asked for: `name@version`. */
export function pinsOf(peer: PeerId): string[] {
  return Object.entries(peers[peer]).map(([name, version]) => `${name}@${version}`);
}
