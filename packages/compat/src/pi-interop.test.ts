import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ArgentSessionManager, convertToLlm } from "@argent/agent";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { answer, calling, header, result, user } from "../test/contract/session-kit.ts";
import { hasPi, loadPi, piModel } from "../test/kit.ts";
import type { Message } from "./pi-ai/index.ts";
import * as facadeAi from "./pi-ai/index.ts";
import * as facade from "./pi-coding-agent/index.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "argent-interop-"));
});
afterEach(() => rm(folder, { recursive: true }));

type Step =
  | { do: "say" | "answer" | "note" | "name" | "state" | "think"; text: string }
  | { do: "branch" | "label" | "summarise" | "compact"; at: number; text: string };

/** What a program does with a session while it has it open. */
interface Turn {
  who: "argent" | "facade" | "0.73.1" | "0.87.1";
  steps: Step[];
}

const text = fc.string({ unit: "grapheme", maxLength: 12 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constantFrom("say" as const, "answer", "note", "name", "state", "think"),
    text,
  }),
  fc.record({
    do: fc.constantFrom("branch" as const, "label", "summarise", "compact"),
    at: fc.nat(30),
    text: text.map((words) => `${words}.`),
  }),
);

const turnsOf = (...who: Turn["who"][]) =>
  fc.array(fc.record({ who: fc.constantFrom(...who), steps: fc.array(step, { maxLength: 5 }) }), {
    minLength: 1,
    maxLength: 5,
  });

type PiManager = Pick<
  facade.SessionManager,
  | "appendMessage"
  | "appendCustomMessageEntry"
  | "appendSessionInfo"
  | "appendCustomEntry"
  | "appendThinkingLevelChange"
  | "appendLabelChange"
  | "appendCompaction"
  | "branch"
  | "branchWithSummary"
  | "getEntries"
>;

/** Every method of Argent's manager has its name from Pi's, so one program drives both. */
async function play(session: PiManager | ArgentSessionManager, steps: readonly Step[]) {
  for (const step of steps) {
    const entries = session.getEntries();
    const target = "at" in step ? entries[step.at % entries.length]?.id : undefined;
    if (step.do === "say") await session.appendMessage(user(step.text));
    if (step.do === "answer") await session.appendMessage(answer(step.text));
    if (step.do === "note") await session.appendCustomMessageEntry("note", step.text, true);
    if (step.do === "name") await session.appendSessionInfo(step.text);
    if (step.do === "state") await session.appendCustomEntry("state", { text: step.text });
    if (step.do === "think") await session.appendThinkingLevelChange("high");
    if (target === undefined) continue;
    if (step.do === "branch") await session.branch(target);
    if (step.do === "label") await session.appendLabelChange(target, step.text);
    if (step.do === "summarise") await session.branchWithSummary(target, step.text);
    if (step.do === "compact") await session.appendCompaction(step.text, target, 100);
  }
}

type Manager = (typeof facade)["SessionManager"];

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** What a reader of a file sees: the conversation, its settings, and what is known about its entries. */
interface Sight {
  context: unknown;
  name: string | undefined;
  labels: (string | undefined)[];
  ids: string[];
}

function seenBy(manager: Manager, path: string): Sight {
  const session = manager.open(path);
  return sightOf(session);
}

async function seenByArgent(path: string): Promise<Sight> {
  const session = await ArgentSessionManager.open(path, { readOnly: true });
  await session.load();
  const sight = sightOf(session);
  await session.close();
  return sight;
}

function sightOf(session: facade.SessionManager | ArgentSessionManager): Sight {
  // Real Pi shows Argent's markers; they say nothing.
  const entries = session
    .getEntries()
    .filter((entry) => !(entry.type === "custom" && entry.customType === "argent.leaf"));
  return {
    context: plain(session.buildSessionContext()),
    name: session.getSessionName(),
    labels: entries.map(({ id }) => session.getLabel(id)),
    ids: entries.map(({ id }) => id),
  };
}

/** A first exchange in a file of some version, as somebody left it. */
function startFile(name: string, version: 1 | 2 | 3): string {
  const path = join(folder, name);
  const messages = [user("a"), answer("b")];
  const entries = messages.map((message, index) => ({
    type: "message",
    ...(version > 1 && { id: `e${index}`, parentId: index === 0 ? null : `e${index - 1}` }),
    timestamp: header.timestamp,
    message,
  }));
  const { version: _, ...old } = header;
  const lines = [version === 1 ? old : { ...header, version }, ...entries];
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  return path;
}

let count = 0;
const nextName = () => `${count++}.jsonl`;

async function takeTurns(
  path: string,
  turns: readonly Turn[],
  managers: ReadonlyMap<string, Manager>,
  after: (path: string) => Promise<void>,
): Promise<void> {
  for (const { who, steps } of turns) {
    const before = readFileSync(path, "utf8");
    const manager = managers.get(who);
    if (manager) await play(manager.open(path), steps);
    else {
      const session = await ArgentSessionManager.open(path);
      await session.load();
      await play(session, steps);
      await session.close();
    }
    const isCurrent = before.startsWith('{"type":"session","version":3');
    if (isCurrent) expect(readFileSync(path, "utf8").startsWith(before)).toBe(true);
    await after(path);
  }
}

const versions = fc.constantFrom(1 as const, 2, 3);

describe("the facade's sessions and Argent's, on one path in turns", () => {
  test("show the same conversation, name, labels and entries after every turn", async () => {
    const managers = new Map([["facade", facade.SessionManager]]);
    await fc.assert(
      fc.asyncProperty(versions, turnsOf("argent", "facade"), async (version, turns) => {
        await takeTurns(startFile(nextName(), version), turns, managers, async (path) => {
          expect(seenBy(facade.SessionManager, path)).toEqual(await seenByArgent(path));
        });
      }),
      { numRuns: 60 },
    );
  });
});

describe.runIf(hasPi)(
  "sessions of the real Pi 0.73.1 and 0.87.1, the facade and Argent, on one path in turns",
  () => {
    test("show the same conversation, name, labels and entries after every turn", async () => {
      const old = (await loadPi("0.73.1")).coding.SessionManager;
      const later = (await loadPi("0.87.1")).coding.SessionManager;
      const managers = new Map<string, Manager>([
        ["facade", facade.SessionManager],
        ["0.73.1", old],
        ["0.87.1", later],
      ]);
      const turns = turnsOf("argent", "facade", "0.73.1", "0.87.1");
      await fc.assert(
        fc.asyncProperty(versions, turns, async (version, taken) => {
          await takeTurns(startFile(nextName(), version), taken, managers, async (path) => {
            // Real Pi brings an old file to its own ids, so it reads first.
            const theirs = seenBy(old, path);
            expect(seenBy(later, path)).toEqual(theirs);
            expect(seenBy(facade.SessionManager, path)).toEqual(theirs);
            expect(await seenByArgent(path)).toEqual(theirs);
          });
        }),
        { numRuns: 60 },
      );
    });

    test("entries of types that only later versions know stay byte for byte, whoever goes on", async () => {
      const managers = new Map<string, Manager>([
        ["facade", facade.SessionManager],
        ["0.73.1", (await loadPi("0.73.1")).coding.SessionManager],
        ["0.87.1", (await loadPi("0.87.1")).coding.SessionManager],
      ]);
      const foreign = fc.record({
        type: fc.constantFrom("usage", "context_edit", "argent_like", "😀"),
        more: fc.jsonValue({ maxDepth: 2 }),
      });
      const turns = turnsOf("argent", "facade", "0.73.1", "0.87.1");
      await fc.assert(
        fc.asyncProperty(foreign, turns, async ({ type, more }, taken) => {
          const path = startFile(nextName(), 3);
          const line = `  {"more" : ${JSON.stringify(more)}, "n": 1.50, "type":${JSON.stringify(type)},"id":"f","parentId":"e1","timestamp":"2026-01-02T03:04:07.000Z"} \n`;
          appendFileSync(path, line);
          await takeTurns(path, taken, managers, async () => {
            expect(readFileSync(path, "utf8")).toContain(line);
            const copy = facade.SessionManager.forkFrom(path, "/other", folder).getSessionFile();
            expect(readFileSync(copy ?? "", "utf8")).toContain(line);
          });
        }),
        { numRuns: 30 },
      );
    });

    test.each([
      "anthropic-messages",
      "openai-completions",
      "openai-responses",
      "google-generative-ai",
    ])("the request for %s is the same, whoever built it from the session", async (api) => {
      const pi = await loadPi("0.73.1");
      const path = startFile(nextName(), 3);
      const session = facade.SessionManager.open(path);
      session.appendMessage(calling(["call_1", "read", "a"]));
      session.appendMessage(result("call_1", "done"));
      const kept = session.appendMessage(answer("fine"));
      session.appendCustomMessageEntry("note", "look", true);
      session.branchWithSummary(session.getLeafId(), "went wrong");
      session.appendCompaction("so far", kept, 10);
      session.appendMessage(user("and now?"));
      const argent = await ArgentSessionManager.open(path);
      const asked = convertToLlm(argent.buildSessionContext().messages);
      await argent.close();
      for (const ai of [facadeAi, pi.ai]) {
        const theirs = await bodyOf(ai, api, messagesOf(pi.coding, path));
        expect(theirs).toBeDefined();
        expect(await bodyOf(ai, api, messagesOf(facade, path))).toEqual(theirs);
        expect(await bodyOf(ai, api, asked)).toEqual(theirs);
      }
    });

    test("a transcript of any messages is the same for a model, whoever converts it", async () => {
      const pi = (await loadPi("0.73.1")).coding;
      const messages = fc.array(
        fc.oneof(
          text.map(user),
          text.map((words) => answer(words)),
          fc.record({
            role: fc.constant("bashExecution" as const),
            command: text,
            output: text,
            exitCode: fc.option(fc.nat(3), { nil: undefined }),
            cancelled: fc.boolean(),
            truncated: fc.boolean(),
            fullOutputPath: fc.option(fc.constant("/tmp/o"), { nil: undefined }),
            excludeFromContext: fc.boolean(),
            timestamp: fc.nat(),
          }),
          fc.record({
            role: fc.constant("custom" as const),
            customType: text,
            content: fc.oneof(
              text,
              text.map((words) => [{ type: "text" as const, text: words }]),
            ),
            display: fc.boolean(),
            timestamp: fc.nat(),
          }),
          fc.record({
            role: fc.constant("branchSummary" as const),
            summary: text,
            fromId: text,
            timestamp: fc.nat(),
          }),
          fc.record({
            role: fc.constant("compactionSummary" as const),
            summary: text,
            tokensBefore: fc.nat(),
            timestamp: fc.nat(),
          }),
        ),
      );
      fc.assert(
        fc.property(messages, (transcript) => {
          const theirs = pi.convertToLlm(transcript);
          expect(facade.convertToLlm(transcript)).toEqual(theirs);
          expect(convertToLlm(transcript)).toEqual(theirs);
        }),
      );
    });
  },
);

const samples = join(import.meta.dirname, "../../../../shared/fixtures/pi-sessions");

describe.runIf(hasPi && existsSync(samples))("sessions that Pi recorded", () => {
  const names = existsSync(samples)
    ? readdirSync(samples).filter((name) => name.endsWith(".jsonl"))
    : [];
  test.each(names)(
    "%s shows the facade what it shows Pi, before and after an append",
    async (name) => {
      const { SessionManager } = (await loadPi("0.73.1")).coding;
      const path = join(folder, name);
      copyFileSync(join(samples, name), path);
      copyFileSync(path, `${path}.pi`);
      const session = facade.SessionManager.open(path);
      const theirs = SessionManager.open(`${path}.pi`);
      const contextOf = (manager: facade.SessionManager) => plain(manager.buildSessionContext());
      expect(contextOf(session)).toEqual(contextOf(theirs));
      expect(readFileSync(path)).toEqual(readFileSync(join(samples, name)));
      expect(session.getEntries()).toHaveLength(theirs.getEntries().length);
      session.appendMessage(answer("and now"));
      expect(contextOf(SessionManager.open(path))).toEqual(contextOf(session));
    },
  );
});

function messagesOf({ SessionManager, convertToLlm }: typeof facade, path: string): Message[] {
  return convertToLlm(SessionManager.open(path).buildSessionContext().messages);
}

/** What would go to the vendor; nothing does. */
async function bodyOf(ai: typeof facadeAi, api: string, messages: Message[]): Promise<unknown> {
  const abort = new AbortController();
  let body: unknown;
  const stream = ai.streamSimple(
    piModel({ api }),
    { systemPrompt: "Be brief.", messages },
    {
      apiKey: "key",
      signal: abort.signal,
      onPayload: (payload) => {
        body = plain(payload);
        abort.abort();
      },
    },
  );
  await stream.result();
  return body;
}
