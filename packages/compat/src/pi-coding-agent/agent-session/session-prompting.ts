import type { AgentMessage } from "../../pi-agent-core/types.ts";
import type { Loose } from "../../pi-ai/loose.ts";
import type { ImageContent } from "../../pi-ai/types.ts";
import type { CustomMessage } from "../messages/custom-messages.ts";
import { expandPromptTemplate } from "../skills/prompt-templates.ts";
import { expandSkillCommand } from "../skills/skill-block.ts";
import type { WaitingMessages } from "./message-queue.ts";
import { lastAnswer, userMessage } from "./message-text.ts";
import type { RunDriver } from "./run-driver.ts";
import type { SessionBash } from "./session-bash.ts";
import type { SessionCompaction } from "./session-compaction.ts";
import { readyModel, type SessionParts } from "./session-parts.ts";
import type { TurnGate } from "./turn-gate.ts";

export interface PromptOptions {
  /** Expand `/skill:name` and `/template`. Default `true`. */
  expandPromptTemplates?: boolean | undefined;
  images?: ImageContent[] | undefined;
  /** Where the message waits while a run is under way; without it that is an error. */
  streamingBehavior?: "steer" | "followUp" | undefined;
  /** Of extensions; has no meaning here. */
  source?: "interactive" | "rpc" | "extension" | undefined;
  /** Told whether the message was taken, before it is answered. */
  preflightResult?: ((success: boolean) => void) | undefined;
}

export interface NewCustomMessage<T = unknown>
  extends Pick<CustomMessage, "customType" | "content" | "display"> {
  details?: T | undefined;
}

export interface SendCustomOptions {
  triggerTurn?: boolean | undefined;
  deliverAs?: "steer" | "followUp" | "nextTurn" | undefined;
}

export interface Prompting {
  /** Resolves when nothing is left to do: answers, retries, compactions. */
  prompt(text: string, options?: PromptOptions): Promise<void>;
  steer(text: string, images?: ImageContent[]): void;
  followUp(text: string, images?: ImageContent[]): void;
  sendCustom(message: NewCustomMessage, options?: SendCustomOptions): Promise<void>;
}

export interface PromptingParts extends SessionParts {
  gate: TurnGate;
  driver: RunDriver;
  waiting: WaitingMessages;
  compaction: SessionCompaction;
  bash: SessionBash;
}

export function createPrompting(parts: PromptingParts): Prompting {
  const { agent, sessionManager, resourceLoader, emit } = parts;
  const { gate, driver, waiting, compaction, bash } = parts;
  /** Go with the next message of the user's. */
  let asides: AgentMessage[] = [];

  const expand = (text: string) => {
    const { skills } = resourceLoader.getSkills();
    const expanded = expandSkillCommand(text, skills);
    return expandPromptTemplate(expanded, resourceLoader.getPrompts().prompts);
  };
  const queue = (text: string, images: ImageContent[] | undefined, behavior: string) =>
    behavior === "followUp" ? waiting.followUpWith(text, images) : waiting.steer(text, images);

  /** In its turn: behind whatever is still going on, so that nothing runs beside it. */
  const runTurn = (text: string, images: ImageContent[] | undefined) =>
    gate.run(async () => {
      bash.flush();
      const before = lastAnswer(agent.state.messages);
      if (before) await compaction.afterAnswer(before, { evenIfAborted: true });
      const messages = [userMessage(text, images), ...asides];
      asides = [];
      await driver.drive(() => agent.prompt(messages));
    });

  return {
    async prompt(text, options = {}) {
      const { images, streamingBehavior, preflightResult } = options;
      let expanded = text;
      try {
        if (options.expandPromptTemplates ?? true) expanded = expand(text);
        if (agent.state.isStreaming && !streamingBehavior) {
          throw new Error(
            "Agent is already processing. Specify streamingBehavior ('steer' or 'followUp') to queue the message.",
          );
        }
        if (!agent.state.isStreaming) readyModel(parts);
      } catch (cause) {
        preflightResult?.(false);
        throw cause;
      }
      if (agent.state.isStreaming && streamingBehavior) {
        queue(expanded, images, streamingBehavior);
        preflightResult?.(true);
        return;
      }
      const turn = runTurn(expanded, images);
      preflightResult?.(true);
      await turn;
    },
    steer: (text, images) => waiting.steer(expand(text), images),
    followUp: (text, images) => waiting.followUpWith(expand(text), images),
    async sendCustom(message, { triggerTurn, deliverAs } = {}) {
      const custom = customMessage(message);
      if (deliverAs === "nextTurn") asides = [...asides, custom];
      else if (agent.state.isStreaming && deliverAs === "followUp") agent.followUp(custom);
      else if (agent.state.isStreaming) agent.steer(custom);
      else if (triggerTurn) await gate.run(() => driver.drive(() => agent.prompt(custom)));
      else {
        const { customType, content, display, details } = message;
        sessionManager.appendCustomMessageEntry(customType, content, display, details);
        agent.state.messages = [...agent.state.messages, custom];
        emit({ type: "message_start", message: custom });
        emit({ type: "message_end", message: custom });
      }
    },
  };
}

/** Only a coding agent's host knows the role; for the agent it is one of the host's own messages. */
function customMessage(message: NewCustomMessage): AgentMessage {
  const { customType, content, display, details } = message;
  const custom: CustomMessage = {
    role: "custom",
    customType,
    content,
    display,
    details,
    timestamp: Date.now(),
  };
  const shown: Loose = custom;
  return shown;
}
