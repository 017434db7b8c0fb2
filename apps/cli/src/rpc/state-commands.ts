import { type Model, supportedThinkingLevels, thinkingLevels } from "@argent/ai";
import { toPiModel } from "@argent/compat";
import { CommandError } from "./command-fields.ts";
import { type RpcContext, type RpcHandler, replying } from "./rpc-handler.ts";

/** The state, the model, how much it thinks, and what can be typed. */
export const stateCommands: Record<string, RpcHandler> = {
  get_state: replying((_, { conversation }) => {
    const { session, queued } = conversation;
    return {
      model: toPiModel(conversation.model),
      thinkingLevel: conversation.thinkingLevel,
      isStreaming: conversation.isRunning,
      isCompacting: conversation.isCompacting,
      steeringMode: conversation.steeringMode,
      followUpMode: conversation.followUpMode,
      sessionFile: session.getSessionFile(),
      sessionId: session.getSessionId(),
      sessionName: session.getSessionName(),
      autoCompactionEnabled: conversation.autoCompaction,
      messageCount: conversation.messages.length,
      pendingMessageCount: queued.steering.length + queued.followUp.length,
    };
  }),
  get_available_models: replying(async (_, { availableModels }) => ({
    models: (await availableModels()).map(toPiModel),
  })),
  set_model: replying(async (command, context) => {
    const [provider, id] = [command.text("provider"), command.text("modelId")];
    const models = await context.availableModels();
    const model = models.find((one) => one.provider === provider && one.id === id);
    if (model === undefined) throw new CommandError(`Model not found: ${provider}/${id}`);
    await context.conversation.setModel(model);
    return toPiModel(model);
  }),
  cycle_model: replying(async (_, context) => {
    const { conversation } = context;
    const next = nextModel(await context.availableModels(), conversation.model);
    if (next === undefined) return null;
    await conversation.setModel(next);
    const { thinkingLevel } = conversation;
    return { model: toPiModel(next), thinkingLevel, isScoped: false };
  }),
  get_available_thinking_levels: replying((_, { conversation }) => ({
    levels: supportedThinkingLevels(conversation.model),
  })),
  set_thinking_level: replying(async (command, { conversation }) => {
    await conversation.setThinkingLevel(command.oneOf("level", thinkingLevels));
  }),
  cycle_thinking_level: replying((_, context) => cycleThinking(context)),
  get_commands: replying((_, { conversation }) => ({
    commands: conversation.commands.map(({ path, ...command }) => ({
      ...command,
      sourceInfo: { path, source: "local", scope: "user", origin: "top-level" },
    })),
  })),
};

function nextModel(models: readonly Model[], current: Model): Model | undefined {
  if (models.length < 2) return undefined;
  const at = models.findIndex(
    ({ provider, id }) => provider === current.provider && id === current.id,
  );
  return models[(at + 1) % models.length];
}

async function cycleThinking({ conversation }: RpcContext) {
  const levels = supportedThinkingLevels(conversation.model);
  const next = levels[(levels.indexOf(conversation.thinkingLevel) + 1) % levels.length];
  if (levels.length < 2 || next === undefined) return null;
  return { level: await conversation.setThinkingLevel(next) };
}
