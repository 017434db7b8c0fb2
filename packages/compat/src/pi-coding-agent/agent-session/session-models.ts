import type { ThinkingLevel } from "../../pi-agent-core/types.ts";
import type { Loose } from "../../pi-ai/loose.ts";
import {
  clampThinkingLevel,
  getSupportedThinkingLevels,
  modelsAreEqual,
} from "../../pi-ai/models.ts";
import type { Model } from "../../pi-ai/types.ts";
import { modelOf, type SessionParts } from "./session-parts.ts";

export interface ScopedModel {
  model: Model<Loose>;
  thinkingLevel?: ThinkingLevel | undefined;
}

export interface ModelCycleResult {
  model: Model<Loose>;
  thinkingLevel: ThinkingLevel;
  /** Among the scoped models, not among all that there are. */
  isScoped: boolean;
}

export const defaultThinkingLevel: ThinkingLevel = "medium";

/** The model and the thinking level of a session. Changes are kept in the session and become the user's defaults. */
export interface SessionModels {
  scoped: readonly ScopedModel[];
  /** @throws Error when the model has no credential. */
  set(model: Model<Loose>): void;
  cycle(direction: "forward" | "backward"): ModelCycleResult | undefined;
  setThinkingLevel(level: ThinkingLevel): void;
  cycleThinkingLevel(): ThinkingLevel | undefined;
  availableLevels(): ThinkingLevel[];
  supportsThinking(): boolean;
}

export function createSessionModels(
  parts: SessionParts,
  scopedModels: readonly ScopedModel[],
): SessionModels {
  const { agent, sessionManager, settingsManager, modelRegistry, emit } = parts;

  const use = (model: Model<Loose>, wanted?: ThinkingLevel) => {
    const level = wanted ?? levelToKeep();
    agent.state.model = model;
    sessionManager.appendModelChange(model.provider, model.id);
    settingsManager.setDefaultModelAndProvider(model.provider, model.id);
    models.setThinkingLevel(level);
  };
  /** A model that cannot think has no level of its own to hand on. */
  const levelToKeep = () =>
    models.supportsThinking()
      ? agent.state.thinkingLevel
      : (settingsManager.getDefaultThinkingLevel() ?? defaultThinkingLevel);

  const models: SessionModels = {
    scoped: scopedModels,
    set(model) {
      if (!modelRegistry.hasConfiguredAuth(model)) {
        throw new Error(`No API key for ${model.provider}/${model.id}`);
      }
      use(model);
    },
    cycle(direction) {
      const isScoped = models.scoped.length > 0;
      const candidates: ScopedModel[] = isScoped
        ? models.scoped.filter(({ model }) => modelRegistry.hasConfiguredAuth(model))
        : modelRegistry.getAvailable().map((model) => ({ model }));
      if (candidates.length <= 1) return undefined;
      const current = modelOf(parts);
      const index = candidates.findIndex(({ model }) => modelsAreEqual(model, current));
      const step = direction === "forward" ? 1 : -1;
      const next = candidates.at((Math.max(0, index) + step) % candidates.length);
      if (next === undefined) return undefined;
      use(next.model, next.thinkingLevel);
      return { model: next.model, thinkingLevel: agent.state.thinkingLevel, isScoped };
    },
    setThinkingLevel(level) {
      const model = modelOf(parts);
      const isOffered = models.availableLevels().includes(level);
      const effective = isOffered ? level : model ? clampThinkingLevel(model, level) : "off";
      if (effective === agent.state.thinkingLevel) return;
      agent.state.thinkingLevel = effective;
      sessionManager.appendThinkingLevelChange(effective);
      if (models.supportsThinking() || effective !== "off") {
        settingsManager.setDefaultThinkingLevel(effective);
      }
      emit({ type: "thinking_level_changed", level: effective });
    },
    cycleThinkingLevel() {
      if (!models.supportsThinking()) return undefined;
      const levels = models.availableLevels();
      const next = levels[(levels.indexOf(agent.state.thinkingLevel) + 1) % levels.length];
      if (next) models.setThinkingLevel(next);
      return next;
    },
    availableLevels() {
      const model = modelOf(parts);
      return model
        ? getSupportedThinkingLevels(model)
        : ["off", "minimal", "low", "medium", "high"];
    },
    supportsThinking: () => modelOf(parts)?.reasoning === true,
  };
  return models;
}
