import { thrown } from "../agent-kit.ts";
import type { ContractCases, PiModules } from "../contract.ts";
import { answer, said, user, withoutIds } from "../session-kit.ts";

/** Two exchanges in memory. */
function twoExchanges(pi: PiModules) {
  const session = pi.coding.SessionManager.inMemory("/w");
  const a = session.appendMessage(user("a"));
  const b = session.appendMessage(answer("b"));
  const c = session.appendMessage(user("c"));
  const d = session.appendMessage(answer("d"));
  return { session, a, b, c, d };
}

export const sessionTrees: ContractCases = {
  "every kind of entry"(pi) {
    const session = pi.coding.SessionManager.inMemory("/w");
    const first = session.appendMessage(user("a"));
    session.appendThinkingLevelChange("high");
    session.appendModelChange("anthropic", "claude");
    session.appendCustomEntry("state", { n: 1 });
    session.appendCustomMessageEntry("note", "look", true, { from: "x" });
    session.appendMessage(answer("b"));
    session.appendCompaction("so far", first, 100, { readFiles: ["a"] }, true);
    session.appendSessionInfo("  a name ");
    session.appendLabelChange(first, "start");
    return withoutIds(session, {
      entries: session.getEntries(),
      leaf: session.getLeafEntry(),
      branch: session.getBranch().length,
      ids: session.getEntries().every(({ id }) => /^[0-9a-f]{8}$/.test(id)),
    });
  },

  "a session in memory"(pi) {
    const session = pi.coding.SessionManager.inMemory("/w");
    const { id, ...header } = session.getHeader() ?? { id: "" };
    return [
      session.isPersisted(),
      session.getSessionFile() ?? null,
      session.getSessionDir(),
      session.getCwd(),
      header,
      id === session.getSessionId(),
      session.getLeafId(),
      session.getLeafEntry() ?? null,
      session.getEntries(),
      session.buildSessionContext(),
    ];
  },

  "a branch from an earlier entry"(pi) {
    const { session, b, d } = twoExchanges(pi);
    session.branch(b);
    const e = session.appendMessage(user("e"));
    return withoutIds(session, {
      children: session.getChildren(b).map(({ id }) => id),
      branch: session.getBranch().map(({ id }) => id),
      left: session.getBranch(d).map(({ id }) => id),
      parent: session.getEntry(e)?.parentId,
      tree: session.getTree(),
      said: said(session.buildSessionContext()),
    });
  },

  "a position that nothing was appended at"(pi) {
    const { session, a } = twoExchanges(pi);
    session.branch(a);
    const at = [session.getLeafId() === a, session.getLeafEntry()?.id === a];
    session.resetLeaf();
    const root = session.appendMessage(user("again"));
    const isRoot = session.getEntry(root)?.parentId === null;
    return [at, isRoot, session.getTree().length, said(session.buildSessionContext())];
  },

  "an entry that is not there"(pi) {
    const { session } = twoExchanges(pi);
    return [
      thrown(() => session.branch("nowhere")),
      thrown(() => session.branchWithSummary("nowhere", "s")),
      thrown(() => session.appendLabelChange("nowhere", "l")),
      thrown(() => session.createBranchedSession("nowhere")),
      session.getEntry("nowhere") ?? null,
      session.getChildren("nowhere"),
      session.getBranch("nowhere"),
      session.getLabel("nowhere") ?? null,
      session.getEntries().length,
    ];
  },

  "a branch with a summary of what is left"(pi) {
    const { session, b } = twoExchanges(pi);
    session.branchWithSummary(b, "went wrong", { readFiles: [] }, true);
    return withoutIds(session, [session.getLeafEntry(), said(session.buildSessionContext())]);
  },

  "a new beginning with a summary of what is left"(pi) {
    const { session } = twoExchanges(pi);
    session.branchWithSummary(null, "went wrong");
    const { parentId } = session.getLeafEntry() ?? {};
    return [parentId, session.getTree().length, said(session.buildSessionContext())];
  },

  labels(pi) {
    const { session, a, b } = twoExchanges(pi);
    session.appendLabelChange(a, "first");
    session.appendLabelChange(b, "other");
    session.appendLabelChange(a, "start");
    session.appendLabelChange(b, "");
    const [root] = session.getTree();
    return withoutIds(session, [
      session.getLabel(a),
      session.getLabel(b) ?? null,
      root?.label,
      typeof root?.labelTimestamp,
      session.getLeafEntry()?.type,
      session.getEntries().slice(4),
    ]);
  },

  "the name of a session"(pi) {
    const { session } = twoExchanges(pi);
    const names = [session.getSessionName() ?? null];
    for (const name of ["  a name ", "another", "  "]) {
      session.appendSessionInfo(name);
      names.push(session.getSessionName() ?? null);
    }
    return names;
  },

  "a name of several lines"(pi) {
    const { session } = twoExchanges(pi);
    session.appendSessionInfo("one\r\ntwo");
    return session.getSessionName();
  },

  "the context of a path"(pi) {
    const { session, b } = twoExchanges(pi);
    session.appendThinkingLevelChange("high");
    session.appendModelChange("openai", "gpt-4o");
    session.appendCustomEntry("state", {});
    session.appendCustomMessageEntry("note", [{ type: "text", text: "look" }], false, { n: 1 });
    session.appendMessage({
      role: "bashExecution",
      command: "ls",
      output: "a",
      exitCode: 0,
      cancelled: false,
      truncated: false,
      timestamp: 5,
    });
    session.branchWithSummary(b, "");
    const atEmptySummary = said(session.buildSessionContext());
    const last = session.getEntries().at(-2);
    session.branch(last?.id ?? "");
    return { atEmptySummary, context: session.buildSessionContext() };
  },

  "the context behind compactions"(pi) {
    const { session, b, c } = twoExchanges(pi);
    session.appendCompaction("up to b", b, 100);
    const first = said(session.buildSessionContext());
    session.appendMessage(user("e"));
    session.appendMessage(answer("f"));
    session.appendCompaction("up to c", c, 200);
    session.appendMessage(user("g"));
    const second = said(session.buildSessionContext());
    session.appendCompaction("nothing of it", "gone", 300);
    return { first, second, third: said(session.buildSessionContext()) };
  },

  "the context of a list of entries"(pi) {
    const { session, b } = twoExchanges(pi);
    const entries = session.getEntries();
    const { buildSessionContext, getLatestCompactionEntry } = pi.coding;
    session.appendCompaction("so far", b, 100);
    return [
      said(buildSessionContext(entries)),
      said(buildSessionContext(entries, b)),
      said(buildSessionContext(entries, "gone")),
      buildSessionContext(entries, null),
      buildSessionContext([]),
      getLatestCompactionEntry(entries),
      getLatestCompactionEntry(session.getEntries())?.summary,
    ];
  },

  "the path of an entry as a session of its own"(pi) {
    const { session, a, b, c } = twoExchanges(pi);
    const id = session.getSessionId();
    session.appendLabelChange(c, "not on it");
    session.branch(b);
    session.appendLabelChange(a, "start");
    const end = session.appendMessage(user("e"));
    const file = session.createBranchedSession(end) ?? null;
    return withoutIds(session, {
      file,
      isNew: session.getSessionId() !== id,
      header: { ...session.getHeader(), id: "" },
      below: session.getEntries().map(({ type, parentId }) => {
        const isThere = parentId === null || session.getEntry(parentId) !== undefined;
        return [type, isThere ? parentId : "gone"];
      }),
      said: said(session.buildSessionContext()),
      label: session.getLabel(a),
      lost: session.getLabel(c) ?? null,
    });
  },

  "the path of an entry whose compaction begins at a label"(pi) {
    const { session, b } = twoExchanges(pi);
    const label = session.appendLabelChange(b, "here");
    session.appendMessage(user("e"));
    session.appendCompaction("so far", label, 100);
    const end = session.appendMessage(user("f"));
    session.createBranchedSession(end);
    return said(session.buildSessionContext());
  },
};
