import type { AgentMessage } from "@argent/agent";
import { AiError, type Message } from "@argent/ai";
import type { PiStreamFunction } from "../adapters/pi-types.ts";
import { findPi, type PiPackage, type PiScope, piScopes } from "./find-pi.ts";
import type { PiAgent, PiAgentOptions } from "./pi-agent.ts";

/** Where an installed Pi is looked for. */
export interface PiLocation {
  /** Where Pi is looked for: the `node_modules` of these folders and of those above them. */
  folders: readonly string[];
  /** Default: both are looked for, `@earendil-works` first. */
  scope?: PiScope | undefined;
}

/** The packages of one installed Pi. */
export interface InstalledPi {
  scope: PiScope;
  version: string;
  /** Imports what the runtime uses of them; the first call does the work. */
  load(): Promise<PiModules>;
}

/**
 * What the runtime uses of Pi: the loop, the providers, and how sessions become requests.
 *
 * @see https://github.com/earendil-works/pi/tree/main/packages
 */
export interface PiModules {
  Agent: new (options: PiAgentOptions) => PiAgent;
  streamSimple: PiStreamFunction;
  convertToLlm: (messages: AgentMessage[]) => Message[];
  shouldCompact: (contextTokens: number, contextWindow: number, settings: object) => boolean;
  DEFAULT_COMPACTION_SETTINGS: object;
}

const names = ["pi-coding-agent", "pi-agent-core", "pi-ai"] as const;

/**
 * Finds an installed Pi; nothing of it is loaded yet.
 *
 * @throws AiError `sdk_missing` that names the packages, and those that are missing.
 */
export function locatePi({ folders, scope }: PiLocation): InstalledPi {
  const found = (scope ? [scope] : piScopes).map((candidate) => findAll(folders, candidate));
  const complete = found.find(({ missing }) => missing.length === 0);
  const { packages, missing } = complete ?? fewestMissing(found);
  const [codingAgent, agentCore, ai] = packages;
  if (!codingAgent || !agentCore || !ai) throw missingPi(missing);
  let loading: Promise<PiModules> | undefined;
  return {
    scope: codingAgent.scope,
    version: codingAgent.version,
    load: () => {
      loading ??= importAll(codingAgent, agentCore, ai);
      return loading;
    },
  };
}

interface Found {
  packages: (PiPackage | undefined)[];
  missing: string[];
}

/** Packages lie beside the one that depends on them, or where the program would find them. */
function findAll(folders: readonly string[], scope: PiScope): Found {
  const first = findPi(names[0], folders, scope);
  const places = first ? [first.folder, ...folders] : folders;
  const packages = names.map((name) => (name === names[0] ? first : findPi(name, places, scope)));
  const missing = names.filter((_, index) => packages[index] === undefined);
  return { packages, missing: missing.map((name) => `${scope}/${name}`) };
}

function fewestMissing(found: readonly Found[]): Found {
  return found.reduce((best, next) => (next.missing.length <= best.missing.length ? next : best));
}

function missingPi(missing: readonly string[]): AiError {
  return new AiError(
    "sdk_missing",
    `The Pi runtime needs the packages pi-coding-agent, pi-agent-core and pi-ai of @mariozechner or @earendil-works; not installed: ${missing.join(", ")}. Install @mariozechner/pi-coding-agent@0.73.1 with the other two beside it, or set ARGENT_RUNTIME=argent.`,
  );
}

async function importAll(
  codingAgent: PiPackage,
  agentCore: PiPackage,
  ai: PiPackage,
): Promise<PiModules> {
  // From 0.80 on the functions of the root are in an entry of their own.
  const [coding, core, streams] = await Promise.all([
    importEntry(codingAgent, "."),
    importEntry(agentCore, "."),
    importEntry(ai, ai.entry("./compat") === undefined ? "." : "./compat"),
  ]);
  const { convertToLlm, shouldCompact, DEFAULT_COMPACTION_SETTINGS } = coding;
  const { Agent } = core;
  const { streamSimple } = streams;
  return { Agent, streamSimple, convertToLlm, shouldCompact, DEFAULT_COMPACTION_SETTINGS };
}

/** What Pi exports is what its declarations say; a module that lacks something fails where it is used. */
async function importEntry(piPackage: PiPackage, path: string): Promise<PiModules> {
  const url = piPackage.entry(path);
  if (url === undefined) throw missingPi([`${piPackage.name} (${path})`]);
  return await import(url);
}
