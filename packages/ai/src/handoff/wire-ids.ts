import type { HandoffModel } from "../handoff.ts";

/**
 * Gives each tool call of a conversation, in order, an id that the protocol accepts and that no other call has. An id
 * that already is one stays.
 *
 * Responses calls have two ids, written `callId|itemId`. The item id ties the call to the reasoning in front of it, so
 * only the model that made both gets it back; every other protocol gets the call id alone.
 */
export function createWireIds(model: HandoffModel): (id: string, isOwn: boolean) => string {
  const used = new Set<string>();
  /** How many ids were already made up of an id. */
  const renamed = new Map<string, number>();
  const rule = ruleOf(model);

  function unique(id: string, isOwn: boolean): string {
    let wireId = id;
    if (!rule.accepts(id, isOwn) || used.has(id)) {
      let attempt = renamed.get(id) ?? 0;
      wireId = safe(id);
      while (!rule.accepts(wireId, false) || used.has(wireId)) wireId = rule.hashed(id, attempt++);
      renamed.set(id, attempt);
    }
    used.add(wireId);
    return wireId;
  }

  return (id, isOwn) => {
    const [callId = "", itemId] = id.split("|", 2);
    if (model.api !== "openai-responses") return unique(isOwn ? id : callId, isOwn);
    const wireId = unique(callId, isOwn);
    if (!isOwn || itemId === undefined || !itemPattern.test(itemId) || used.has(itemId)) {
      return wireId;
    }
    used.add(itemId);
    return `${wireId}|${itemId}`;
  };
}

const itemPattern = /^fc_[a-zA-Z0-9_-]{1,61}$/;

interface IdRule {
  accepts(id: string, isOwn: boolean): boolean;
  /** An id that the rule accepts, another one for each attempt. */
  hashed(id: string, attempt: number): string;
}

function ruleOf({ api, compat }: HandoffModel): IdRule {
  const exact = compat?.toolCallIdAlphanumerics;
  if (exact !== undefined) {
    return {
      accepts: (id) => id.length === exact && /^[a-zA-Z0-9]+$/.test(id),
      hashed: (id, attempt) => hash(`${id}#${attempt}`, exact),
    };
  }
  const isChat = api === "openai-completions";
  const longest = compat?.maxToolCallIdLength ?? (isChat ? 40 : 64);
  return {
    accepts(id, isOwn) {
      if (id.length > longest) return false;
      // Chat Completions knows no forbidden characters, and some models rely on the form of their own ids (Kimi).
      return (isChat && isOwn ? /^[!-~]+$/ : /^[a-zA-Z0-9_-]+$/).test(id);
    },
    hashed(id, attempt) {
      const tail = hash(`${id}#${attempt}`, 8);
      const head = (safe(id) || "call").slice(0, Math.max(0, longest - tail.length - 1));
      return `${head}_${tail}`.slice(-longest);
    },
  };
}

function safe(id: string): string {
  return id.replaceAll(/[^a-zA-Z0-9_-]/g, "_").replace(/_+$/, "");
}

/** So many lower-case letters and digits, always the same for the same text. */
function hash(text: string, length: number): string {
  let result = "";
  for (let round = 0; result.length < length; round++) {
    result += fnv1a(`${round}${text}`).toString(36).padStart(7, "0");
  }
  return result.slice(0, length);
}

/** @see https://datatracker.ietf.org/doc/html/draft-eastlake-fnv (32 bits, over UTF-16 code units) */
function fnv1a(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}
