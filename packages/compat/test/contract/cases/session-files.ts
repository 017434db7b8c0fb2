import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import { thrown } from "../agent-kit.ts";
import type { ContractCases } from "../contract.ts";
import {
  answer,
  fileWith,
  header,
  inFolder,
  line,
  said,
  typesIn,
  user,
  withoutIds,
} from "../session-kit.ts";

const question = line("message", "a", null, { message: user("a") });
const reply = line("message", "b", "a", { message: answer("b") });

export const sessionFiles: ContractCases = {
  "when the file of a session is made": ({ coding }) =>
    inFolder(async (folder) => {
      const session = coding.SessionManager.create("/w", join(folder, "new"));
      const file = session.getSessionFile() ?? "";
      const there = [existsSync(file)];
      session.appendModelChange("faux", "faux-1");
      session.appendMessage(user("a"));
      there.push(existsSync(file));
      session.appendMessage(answer("b"));
      there.push(existsSync(file));
      session.appendMessage(user("c"));
      return {
        there,
        isNamedAfterIt: basename(file).endsWith(`_${session.getSessionId()}.jsonl`),
        time: /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z_/.test(basename(file)),
        isInFolder: dirname(file) === session.getSessionDir(),
        types: await typesIn(file),
      };
    }),

  "opening a session and going on": ({ coding }) =>
    inFolder(async (folder) => {
      const path = await fileWith(join(folder, "s.jsonl"), [header, question, reply]);
      const before = await readFile(path, "utf8");
      const session = coding.SessionManager.open(path);
      const entries = session.getEntries();
      const untouched = (await readFile(path, "utf8")) === before;
      session.appendMessage(user("c"));
      const after = await readFile(path, "utf8");
      return withoutIds(session, {
        untouched,
        isPrefix: after.startsWith(before),
        added: JSON.parse(after.slice(before.length)),
        entries,
        header: session.getHeader(),
        cwd: session.getCwd(),
        isBeside: session.getSessionDir() === folder,
        given: coding.SessionManager.open(path, "/tmp", "/other").getCwd(),
        again: said(coding.SessionManager.open(path).buildSessionContext()),
      });
    }),

  "a file that is not there, and one with nothing in it": ({ coding }) =>
    inFolder(async (folder) => {
      const missing = coding.SessionManager.open(join(folder, "missing.jsonl"));
      missing.appendMessage(user("a"));
      const path = await fileWith(join(folder, "empty.jsonl"), []);
      const empty = coding.SessionManager.open(path);
      const atOnce = await typesIn(path);
      empty.appendMessage(user("a"));
      empty.appendMessage(answer("b"));
      return [
        basename(missing.getSessionFile() ?? ""),
        existsSync(join(folder, "missing.jsonl")),
        atOnce,
        coding.SessionManager.open(path).getHeader()?.id === empty.getSessionId(),
      ];
    }),

  "a file that is not a session": ({ coding }) =>
    inFolder(async (folder) => {
      const path = await fileWith(join(folder, "notes.jsonl"), [{ note: 1 }, { note: 2 }]);
      const words = thrown(() => coding.SessionManager.open(path));
      return [words.replaceAll(folder, ""), await typesIn(path)];
    }),

  "a session of a version to come": ({ coding }) =>
    inFolder(async (folder) => {
      const path = await fileWith(join(folder, "s.jsonl"), [{ ...header, version: 4 }, question]);
      return thrown(() => coding.SessionManager.open(path)).replaceAll(folder, "");
    }),

  "a last line that was cut off": ({ coding }) =>
    inFolder(async (folder) => {
      const path = await fileWith(join(folder, "s.jsonl"), [header, question, reply]);
      await writeFile(path, '{"type":"message","id":"c","par', { flag: "a" });
      const session = coding.SessionManager.open(path);
      session.appendMessage(user("d"));
      return said(coding.SessionManager.open(path).buildSessionContext());
    }),

  "a session that no model has answered in yet": ({ coding }) =>
    inFolder(async (folder) => {
      const path = await fileWith(join(folder, "s.jsonl"), [header, question]);
      const session = coding.SessionManager.open(path);
      session.appendMessage(user("b"));
      const before = await typesIn(path);
      session.appendMessage(answer("c"));
      return [before, await typesIn(path)];
    }),

  "a file that is removed while it is open": ({ coding }) =>
    inFolder(async (folder) => {
      const path = await fileWith(join(folder, "s.jsonl"), [header, question, reply]);
      const session = coding.SessionManager.open(path);
      await rm(path);
      session.appendMessage(user("c"));
      return typesIn(path);
    }),

  "an entry that cannot be written": ({ coding }) =>
    inFolder(async (folder) => {
      await mkdir(join(folder, "gone"));
      const path = await fileWith(join(folder, "gone/s.jsonl"), [header, question, reply]);
      const session = coding.SessionManager.open(path);
      await rm(join(folder, "gone"), { recursive: true });
      const words = thrown(() => session.appendMessage(user("c")));
      return { isTold: words.includes("ENOENT"), entries: session.getEntries().length };
    }),

  "what another program appends meanwhile": ({ coding }) =>
    inFolder(async (folder) => {
      const path = await fileWith(join(folder, "s.jsonl"), [header, question, reply]);
      const session = coding.SessionManager.open(path);
      const other = coding.SessionManager.open(path);
      other.appendMessage(user("from the other"));
      session.appendMessage(user("c"));
      return {
        known: session.getEntries().length,
        branch: said(session.buildSessionContext()),
        file: (await typesIn(path)).length,
      };
    }),

  "a session of version 1": ({ coding }) =>
    inFolder(async (folder) => {
      const { version: _, ...old } = header;
      const path = await fileWith(join(folder, "s.jsonl"), [
        old,
        { type: "message", timestamp: "2026-01-02T03:04:06.000Z", message: user("a") },
        "not JSON",
        { type: "message", timestamp: "2026-01-02T03:04:07.000Z", message: answer("b") },
        {
          type: "compaction",
          timestamp: "2026-01-02T03:04:08.000Z",
          summary: "so far",
          tokensBefore: 9,
          firstKeptEntryIndex: 2,
        },
        { type: "message", timestamp: "2026-01-02T03:04:09.000Z", message: user("c") },
      ]);
      const session = coding.SessionManager.open(path);
      session.appendMessage(answer("d"));
      const again = coding.SessionManager.open(path);
      return withoutIds(again, {
        header: again.getHeader(),
        entries: again.getEntries(),
        said: said(again.buildSessionContext()),
      });
    }),

  "a session of version 1 that is only opened": ({ coding }) =>
    inFolder(async (folder) => {
      const { version: _, ...old } = header;
      const path = await fileWith(join(folder, "s.jsonl"), [
        old,
        { type: "message", timestamp: "2026-01-02T03:04:06.000Z", message: user("a") },
      ]);
      coding.SessionManager.open(path);
      return JSON.parse((await readFile(path, "utf8")).split("\n")[0] ?? "").version ?? 1;
    }),

  "a session of version 2": ({ coding }) =>
    inFolder(async (folder) => {
      const hook = { role: "hookMessage", customType: "n", content: "look", display: true };
      const path = await fileWith(join(folder, "s.jsonl"), [
        { ...header, version: 2 },
        question,
        line("message", "b", "a", { message: { ...hook, timestamp: 4 } }),
      ]);
      return coding.SessionManager.open(path).buildSessionContext();
    }),

  "the lines of a session, and their migration": ({ coding }) => {
    const { version: _, ...old } = header;
    const entries = coding.parseSessionEntries(
      [old, { type: "message", message: user("a") }, { type: "compaction", firstKeptEntryIndex: 1 }]
        .map((entry) => JSON.stringify(entry))
        .join("\n\nbroken\n"),
    );
    const before = entries.length;
    coding.migrateSessionEntries(entries);
    const [first, second, third] = JSON.parse(JSON.stringify(entries));
    return [
      before,
      first,
      second.parentId,
      third.parentId === second.id,
      third.firstKeptEntryId === second.id,
      "firstKeptEntryIndex" in third,
      coding.CURRENT_SESSION_VERSION,
    ];
  },

  "entries of types to come": ({ coding }) =>
    inFolder(async (folder) => {
      const later = line("usage", "c", "b", { kind: "x", usage: { n: 1 }, more: [1, 2] });
      const unheard = line("unheard_of", "d", "c", { deep: { er: 1 } });
      const path = await fileWith(join(folder, "s.jsonl"), [
        header,
        question,
        reply,
        later,
        `  ${JSON.stringify(unheard)} `,
      ]);
      const before = await readFile(path, "utf8");
      const session = coding.SessionManager.open(path);
      session.appendMessage(user("e"));
      return withoutIds(session, {
        entries: session.getEntries().slice(2),
        said: said(session.buildSessionContext()),
        isUntouched: (await readFile(path, "utf8")).startsWith(before),
      });
    }),

  "an edit of an earlier message, as later versions write it": ({ coding }) =>
    inFolder(async (folder) => {
      const edit = { targetId: "a", replacement: { content: "edited" } };
      const path = await fileWith(join(folder, "s.jsonl"), [
        header,
        question,
        reply,
        line("context_edit", "c", "b", edit),
        line("context_edit", "d", "c", { targetId: "b", replacement: null }),
      ]);
      return said(coding.SessionManager.open(path).buildSessionContext());
    }),

  "a position that Argent marked": ({ coding }) =>
    inFolder(async (folder) => {
      const marker = line("custom", "m", "a", { customType: "argent.leaf" });
      const path = await fileWith(join(folder, "s.jsonl"), [header, question, reply, marker]);
      const session = coding.SessionManager.open(path);
      const shown = session.getEntries().map(({ id }) => id);
      session.appendMessage(user("c"));
      const next = said(session.buildSessionContext());
      return { shown, next, again: said(coding.SessionManager.open(path).buildSessionContext()) };
    }),

  "roots and orphans": ({ coding }) =>
    inFolder(async (folder) => {
      const path = await fileWith(join(folder, "s.jsonl"), [
        header,
        question,
        line("message", "b", null, { message: answer("b") }),
        line("message", "c", "gone", { message: user("c") }),
        line("message", "d", "c", { message: answer("d") }),
      ]);
      const session = coding.SessionManager.open(path);
      return [
        session.getTree().map(({ entry, children }) => [entry.id, children.length]),
        said(session.buildSessionContext()),
      ];
    }),

  "a copy of a session for another folder": ({ coding }) =>
    inFolder(async (folder) => {
      const unheard = JSON.stringify(line("unheard_of", "c", "b", { n: 1e21 }));
      const lines = [header, question, reply, unheard];
      const path = await fileWith(join(folder, "s.jsonl"), lines);
      const copy = coding.SessionManager.forkFrom(path, "/other", join(folder, "copies"));
      const text = await readFile(copy.getSessionFile() ?? "", "utf8");
      const { id, parentSession, ...rest } = copy.getHeader() ?? { id: "" };
      return {
        rest,
        isNew: id !== header.id,
        isFromIt: parentSession === path,
        entries: copy.getEntries(),
        isSame:
          text.split("\n").slice(1).join("\n") ===
          (await readFile(path, "utf8")).split("\n").slice(1).join("\n"),
        refused: thrown(() =>
          coding.SessionManager.forkFrom(join(folder, "gone.jsonl"), "/other", folder),
        ).replaceAll(folder, ""),
      };
    }),

  "a copy of a session of version 1": ({ coding }) =>
    inFolder(async (folder) => {
      const { version: _, ...old } = header;
      const path = await fileWith(join(folder, "s.jsonl"), [
        old,
        { type: "message", timestamp: "2026-01-02T03:04:06.000Z", message: user("a") },
        { type: "message", timestamp: "2026-01-02T03:04:07.000Z", message: answer("b") },
      ]);
      const copy = coding.SessionManager.forkFrom(path, "/other", folder);
      return said(copy.buildSessionContext());
    }),

  "the path of an entry in a file of its own": ({ coding }) =>
    inFolder(async (folder) => {
      const session = coding.SessionManager.create("/w", folder);
      const a = session.appendMessage(user("a"));
      const b = session.appendMessage(answer("b"));
      session.appendMessage(user("c"));
      const first = session.getSessionFile();
      const file = session.createBranchedSession(b) ?? "";
      const types = await typesIn(file);
      const isFromIt = session.getHeader()?.parentSession === first;
      session.appendMessage(user("d"));
      const next = session.createBranchedSession(a) ?? "";
      const isDue = existsSync(next);
      session.appendMessage(answer("e"));
      return { types, isFromIt, isDue, last: await typesIn(next), one: await typesIn(file) };
    }),

  "another session in the same manager": ({ coding }) =>
    inFolder(async (folder) => {
      const path = await fileWith(join(folder, "s.jsonl"), [header, question, reply]);
      const session = coding.SessionManager.create("/w", folder);
      session.appendMessage(user("lost"));
      session.setSessionFile(path);
      const opened = [session.getSessionId(), said(session.buildSessionContext())];
      const file = session.newSession({ id: "mine", parentSession: path }) ?? "";
      return [
        opened,
        session.getSessionId(),
        session.getEntries(),
        session.getHeader()?.parentSession === path,
        file.endsWith("_mine.jsonl"),
        session.getSessionFile() === file,
      ];
    }),

  "the session that was written last": ({ coding }) =>
    inFolder(async (folder) => {
      const other = await fileWith(join(folder, "a.jsonl"), [{ ...header, id: "old" }, question]);
      await utimes(other, 1, 1);
      const wide = { ...header, cwd: `/${"w".repeat(600)}` };
      await fileWith(join(folder, "b.jsonl"), [wide, question]);
      await fileWith(join(folder, "c.jsonl"), [{ no: "session" }]);
      const none = coding.SessionManager.continueRecent("/w", join(folder, "none"));
      return [
        coding.SessionManager.continueRecent(wide.cwd, folder).getSessionId(),
        none.getEntries(),
        existsSync(join(folder, "none")),
      ];
    }),

  "the list of sessions": ({ coding }) =>
    inFolder(async (folder) => {
      const named = line("session_info", "c", "b", { name: " a name " });
      await fileWith(join(folder, "a.jsonl"), [header, question, reply, named]);
      const parent = { ...header, id: "t", parentSession: "/p.jsonl" };
      const late = { ...user("late"), timestamp: 99 };
      await fileWith(join(folder, "b.jsonl"), [
        parent,
        line("message", "a", null, { message: late }),
      ]);
      await fileWith(join(folder, "c.jsonl"), [{ ...header, id: "u" }]);
      await fileWith(join(folder, "d.jsonl"), [{ no: "session" }]);
      const progress: string[] = [];
      const infos = await coding.SessionManager.list("/w", folder, (loaded, total) => {
        progress.push(`${loaded}/${total}`);
      });
      const shown = infos.map((info) => ({ ...info, path: basename(info.path) }));
      return { shown, progress, none: await coding.SessionManager.list("/w", join(folder, "x")) };
    }),

  "where sessions are by default": ({ coding }) =>
    inFolder(async (folder) => {
      const before = process.env.PI_CODING_AGENT_DIR;
      delete process.env.PI_CODING_AGENT_DIR;
      const usual = coding.getAgentDir().replace(homedir(), "~");
      process.env.PI_CODING_AGENT_DIR = "~/elsewhere";
      const tilde = coding.getAgentDir().replace(homedir(), "~");
      process.env.PI_CODING_AGENT_DIR = folder;
      try {
        const session = coding.SessionManager.create("/home/me/a project");
        session.appendMessage(user("a"));
        session.appendMessage(answer("b"));
        const all = await coding.SessionManager.listAll();
        const here = await coding.SessionManager.list("/home/me/a project");
        const folders = await readdir(join(folder, "sessions"));
        return { usual, tilde, folders, all: all.length, here: here[0]?.firstMessage };
      } finally {
        if (before === undefined) delete process.env.PI_CODING_AGENT_DIR;
        else process.env.PI_CODING_AGENT_DIR = before;
      }
    }),
};
