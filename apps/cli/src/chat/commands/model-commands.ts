import {
  apiKeyFor,
  keyNamesFor,
  listModels,
  type Model,
  resolveModel,
  supportedThinkingLevels,
} from "@argent/ai";
import { availableModels } from "../../compose/available-models.ts";
import { inWordsOfCommands } from "../../compose/in-words-of-commands.ts";
import { createPicker } from "../../terminal/picker.ts";
import type { Chat } from "../chat.ts";
import { updateStatus } from "../show-events.ts";
import type { ChatCommand } from "./commands.ts";

export const modelCommands: readonly ChatCommand[] = [
  {
    name: "model",
    argument: "[name]",
    description: "Change the model",
    values: (chat) =>
      usableModels(chat).map(({ id, provider }) => ({
        label: `${provider}/${id}`,
        insert: `${provider}/${id}`,
      })),
    run: changeModel,
  },
  {
    name: "thinking",
    argument: "[level]",
    description: "Change how much the model thinks",
    values: ({ conversation }) =>
      supportedThinkingLevels(conversation.model).map((level) => ({ label: level, insert: level })),
    run: changeThinking,
  },
  {
    name: "approve",
    argument: "[mode]",
    description: "Change what is asked about: ask-before-write, auto, read-only",
    values: () =>
      approvalModes.map(({ value, detail }) => ({ label: value, detail, insert: value })),
    run: changeApproval,
  },
];

const approvalModes = [
  { value: "ask-before-write", detail: "what may change something is asked about" },
  { value: "auto", detail: "nothing is asked about" },
  { value: "read-only", detail: "nothing but reading is allowed" },
] as const;

async function changeModel(chat: Chat, name: string): Promise<void> {
  const { conversation, settings } = chat;
  const model = name === "" ? await pickModel(chat) : modelNamed(name);
  if (!model) return;
  await conversation.setModel(model);
  updateStatus(chat);
  const hasKey =
    keyNamesFor(model.provider).length === 0 ||
    apiKeyFor(model.provider, settings.env) !== undefined;
  const warning = hasKey ? "" : ` It needs a key: ${keyNamesFor(model.provider).join(" or ")}.`;
  chat.state.notice = `The model is ${model.provider}/${model.id} now.${warning}`;
}

function modelNamed(name: string): Model {
  try {
    return resolveModel(name);
  } catch (cause) {
    throw inWordsOfCommands(cause, name);
  }
}

async function pickModel(chat: Chat): Promise<Model | undefined> {
  const { conversation, settings } = chat;
  const { model: current } = conversation;
  const models = await chat.during("Looking for models", () => availableModels(settings.env));
  const items = models.map((model) => ({
    label: `${model.provider}/${model.id}`,
    detail: model.name,
    value: model,
  }));
  const selected = models.findIndex(
    ({ id, provider }) => id === current.id && provider === current.provider,
  );
  return chat.pick(createPicker("Model", items, selected));
}

/** The models that are known of providers with a key. */
function usableModels({ settings }: Chat): Model[] {
  const hasKey = new Map<string, boolean>();
  return listModels().filter(({ provider }) => {
    const known = hasKey.get(provider) ?? apiKeyFor(provider, settings.env) !== undefined;
    hasKey.set(provider, known);
    return known;
  });
}

async function changeThinking(chat: Chat, wanted: string): Promise<void> {
  const { conversation } = chat;
  const levels = supportedThinkingLevels(conversation.model);
  const named = levels.find((level) => level === wanted);
  if (wanted !== "" && named === undefined) {
    throw new RangeError(
      `${conversation.model.id} has no thinking level "${wanted}". It has ${levels.join(", ")}.`,
    );
  }
  const items = levels.map((level) => ({ label: level, value: level }));
  const picker = createPicker("Thinking", items, levels.indexOf(conversation.thinkingLevel));
  const level = named ?? (await chat.pick(picker));
  if (level === undefined) return;
  const holds = await conversation.setThinkingLevel(level);
  updateStatus(chat);
  chat.state.notice = `Thinking is ${holds} now.`;
}

async function changeApproval(chat: Chat, wanted: string): Promise<void> {
  const { conversation } = chat;
  const named = approvalModes.find(({ value }) => value === wanted)?.value;
  if (wanted !== "" && named === undefined) {
    const names = approvalModes.map(({ value }) => value).join(", ");
    throw new RangeError(`There is no approval mode "${wanted}". There are ${names}.`);
  }
  const items = approvalModes.map(({ value, detail }) => ({ label: value, detail, value }));
  const selected = items.findIndex(({ value }) => value === conversation.approvalMode);
  const mode =
    named ??
    (await chat.pick(
      createPicker(`Approval (${conversation.isolation.description})`, items, selected),
    ));
  if (mode === undefined) return;
  conversation.setApprovalMode(mode);
  updateStatus(chat);
  chat.state.notice = `Approval is ${mode} now; ${conversation.isolation.description}.`;
}
