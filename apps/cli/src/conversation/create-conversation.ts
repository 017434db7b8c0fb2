import { compact, liveLessons, loadPromptTemplates } from "@argent/agent";
import { AiError, systemClock } from "@argent/ai";
import { secretValues, sessionBlobs, undoFiles } from "@argent/tools";
import { appendBeside } from "./contention.ts";
import type { Conversation, ConversationCommand } from "./conversation.ts";
import type { ConversationOptions } from "./conversation-options.ts";
import { createDesk, type Desk } from "./desk.ts";
import { createModelSettings } from "./model-settings.ts";
import { navigate } from "./navigate.ts";
import { createPrompts } from "./prompts.ts";
import { createRecordedCommands } from "./recorded-commands.ts";
import { createSessionSwitching } from "./session-switching.ts";
import { statisticsOf } from "./statistics.ts";
import { createUserCommands } from "./user-commands.ts";

/**
 * Opens a session and an agent on it.
 *
 * @throws SessionError when the session cannot be opened, AiError for a tool name that is unknown, and what
 * `defaultModel` and `openEnv` throw. Nothing stays open then.
 */
export async function createConversation(options: ConversationOptions): Promise<Conversation> {
  const { cwd, clock = systemClock } = options;
  const prompts = createPrompts(() => desk, clock);
  const commands = createRecordedCommands(
    () => desk,
    () => userCommands,
  );
  const desk: Desk = await createDesk(options, {
    onEvent: prompts.observe,
    hasMore: commands.hasMore,
    finish: commands.finish,
  }).catch(async (cause: unknown) => {
    await options.onClose?.();
    throw cause;
  });
  const { settings, listeners } = desk;
  const userCommands = createUserCommands(desk.env, secretValues(options.env), clock);
  const templates = await templateCommands(desk, options);

  return {
    get session() {
      return desk.seat.session;
    },
    cwd,
    get model() {
      return settings.model;
    },
    get thinkingLevel() {
      return settings.thinkingLevel;
    },
    get messages() {
      return desk.seat.agent.state.messages;
    },
    get isRunning() {
      return desk.runner.isRunning;
    },
    get isCompacting() {
      return desk.isCompacting;
    },
    get queued() {
      return prompts.queued;
    },
    isolation: desk.env.isolation,
    get approvalMode() {
      return settings.approvalMode;
    },
    get steeringMode() {
      return settings.steeringMode;
    },
    get followUpMode() {
      return settings.followUpMode;
    },
    get autoCompaction() {
      return settings.autoCompaction;
    },
    get autoRetry() {
      return settings.autoRetry;
    },
    get commands() {
      return [...desk.seat.skills.map(skillCommand), ...templates];
    },

    subscribe: listeners.add,
    prompt: prompts.prompt,
    settled: () => desk.runner.settled(),
    abort: () => desk.stop(),
    clearQueue: prompts.clearQueue,

    ...createModelSettings(desk),
    setApprovalMode(mode) {
      settings.approvalMode = mode;
    },
    setSteeringMode(mode) {
      settings.steeringMode = desk.seat.agent.steeringMode = mode;
    },
    setFollowUpMode(mode) {
      settings.followUpMode = desk.seat.agent.followUpMode = mode;
    },
    setAutoCompaction(enabled) {
      settings.autoCompaction = enabled;
    },
    setAutoRetry(enabled) {
      settings.autoRetry = enabled;
    },

    compact: (instructions) =>
      desk.alone(async (signal) => {
        await desk.claim();
        const { agent, session } = desk.seat;
        const { model, thinkingLevel: thinking, systemPrompt, tools } = agent.state;
        const outcome = await compact({
          session,
          stream: agent.streamFn,
          model,
          thinking,
          systemPrompt,
          tools,
          settings: options.compaction,
          retry: desk.retry,
          reason: "manual",
          instructions,
          signal,
          clock,
          emit: (event) => listeners.tell(event),
        });
        if (outcome.type === "compacted") agent.replaceMessages(outcome.messages);
        return outcome;
      }),
    runCommand: commands.runCommand,
    abortCommand: commands.abortCommand,
    undo: (since) =>
      desk.inTurn(async () => {
        if (desk.runner.isRunning) {
          throw new AiError("invalid_request", "The agent is working. Stop it before an undo.");
        }
        await desk.claim();
        const { session } = desk.seat;
        const blobs = sessionBlobs(session, desk.memoryBlobs);
        return undoFiles({ session, env: desk.env, blobs, since });
      }),

    ...createSessionSwitching(desk, options),
    navigate: (entryId, navigation = {}) =>
      desk.alone(async (signal) => {
        await desk.claim();
        const request = { ...navigation, signal, clock };
        const place = await navigate(desk.seat, entryId, request, listeners);
        await listeners.tell({ type: "session_changed", reason: "navigate" });
        return place;
      }),
    async rename(name) {
      await desk.inTurn(async () => {
        await desk.claim();
        await appendBeside(() => desk.seat.session.appendSessionInfo(name), listeners);
      });
      await listeners.tell({
        type: "session_renamed",
        name: desk.seat.session.getSessionName() ?? "",
      });
    },

    async shownLessons() {
      const known = await options.sis?.list();
      return (
        known &&
        liveLessons(desk.seat.agent.state.messages).flatMap(
          (id) => known.find((lesson) => lesson.id === id) ?? [],
        )
      );
    },
    statistics: () => statisticsOf(desk.seat.session, settings.model),
    async close() {
      userCommands.abort();
      await desk.close();
      await options.onClose?.();
    },
  };
}

function skillCommand({
  name,
  description,
  location,
}: Desk["seat"]["skills"][number]): ConversationCommand {
  return { name: `skill:${name}`, description, source: "skill", path: location };
}

async function templateCommands(
  { env }: Desk,
  { templateFolders = [] }: ConversationOptions,
): Promise<ConversationCommand[]> {
  const { templates } = await loadPromptTemplates(env, templateFolders);
  return templates.map(({ name, description, location }) => ({
    name,
    description,
    source: "prompt" as const,
    path: location,
  }));
}
