// What a host written for Pi 0.73.1 does with sessions, compaction and messages, compiled against the facades.
import { Agent } from "@argent/compat/pi-agent-core";
import { fauxAssistantMessage, registerFauxProvider } from "@argent/compat/pi-ai";
import {
  type BranchSummaryEntry,
  buildSessionContext,
  type CompactionEntry,
  type CompactionResult,
  collectEntriesForBranchSummary,
  compact,
  convertToLlm,
  DEFAULT_COMPACTION_SETTINGS,
  estimateTokens,
  type FileEntry,
  findCutPoint,
  generateBranchSummary,
  getLastAssistantUsage,
  getLatestCompactionEntry,
  migrateSessionEntries,
  parseSessionEntries,
  prepareCompaction,
  type SessionContext,
  type SessionEntry,
  type SessionHeader,
  type SessionInfo,
  SessionManager,
  serializeConversation,
  shouldCompact,
} from "@argent/compat/pi-coding-agent";

export async function converse(folder: string): Promise<string[]> {
  const faux = registerFauxProvider();
  const texts = ["first", "second", "the branch", "so far"];
  faux.setResponses(texts.map((text) => fauxAssistantMessage(text)));
  const model = faux.getModel();
  const sessions: SessionManager = SessionManager.create("/home/me", folder);
  const agent = new Agent({ initialState: { model }, convertToLlm });
  agent.subscribe((event) => {
    if (event.type !== "message_end") return;
    const { role } = event.message;
    if (role === "user" || role === "assistant" || role === "toolResult")
      sessions.appendMessage(event.message);
  });
  await agent.prompt("one");
  const start = sessions.getLeafId() ?? "";
  await agent.prompt("two");

  const left = collectEntriesForBranchSummary(sessions, sessions.getLeafId(), start);
  const signal = new AbortController().signal;
  const branch = await generateBranchSummary(left.entries, { model, apiKey: "key", signal });
  const summaryId = sessions.branchWithSummary(start, branch.summary ?? "");
  const branchEntry = sessions.getEntry(summaryId) as BranchSummaryEntry;
  sessions.appendLabelChange(start, "fork");

  const entries: SessionEntry[] = sessions.getBranch();
  const usage = getLastAssistantUsage(entries);
  const isFull = shouldCompact(usage?.totalTokens ?? 0, 10, DEFAULT_COMPACTION_SETTINGS);
  const cut = findCutPoint(entries, 0, entries.length, 1);
  const settings = { ...DEFAULT_COMPACTION_SETTINGS, keepRecentTokens: 1 };
  const prepared = prepareCompaction(entries, settings);
  const result: CompactionResult | undefined =
    prepared && (await compact(prepared, model, "key", undefined, "the tests"));
  if (result) {
    const { summary, firstKeptEntryId, tokensBefore, details } = result;
    sessions.appendCompaction(summary, firstKeptEntryId, tokensBefore, details);
  }
  const latest: CompactionEntry | null = getLatestCompactionEntry(sessions.getEntries());

  const context: SessionContext = sessions.buildSessionContext();
  agent.state.messages = context.messages;
  const tokens = context.messages.reduce((sum, message) => sum + estimateTokens(message), 0);
  const file = sessions.getSessionFile() ?? "";
  const reopened = SessionManager.open(file);
  const same = buildSessionContext(reopened.getEntries(), reopened.getLeafId());
  const infos: SessionInfo[] = await SessionManager.list("/home/me", folder);
  const header: SessionHeader | null = reopened.getHeader();
  const lines: FileEntry[] = parseSessionEntries(`${JSON.stringify(header)}\n`);
  migrateSessionEntries(lines);
  return [
    `${isFull} ${cut.firstKeptEntryIndex} ${tokens > 0} ${lines.length}`,
    `${branchEntry.fromId === start} ${latest?.summary}`,
    serializeConversation(convertToLlm(same.messages)),
    ...infos.map((info) => `${info.messageCount} ${info.firstMessage}`),
    ...reopened.getTree().map((node) => `${node.children.length} ${node.label ?? ""}`),
  ];
}
