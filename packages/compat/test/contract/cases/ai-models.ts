import { thrown } from "../agent-kit.ts";
import type { ContractCases, PiModules } from "../contract.ts";

function model(pi: PiModules, more: object = {}) {
  return { ...pi.ai.registerFauxProvider({ api: "scripted" }).getModel(), ...more };
}

const levels = ["off", "minimal", "low", "medium", "high", "xhigh"] as const;

export const aiModels: ContractCases = {
  "a model or a provider that nobody knows": (pi) => [
    pi.ai.getModel("anthropic", "claude-0") ?? "undefined",
    pi.ai.getModel("nobody", "m") ?? "undefined",
    pi.ai.getModels("nobody"),
  ],

  "the shape of a model": (pi) => {
    const { cost, ...rest } = pi.ai.getModel("anthropic", "claude-sonnet-4-20250514");
    const { id, api, provider, baseUrl, reasoning, input, contextWindow, maxTokens } = rest;
    return [id, api, provider, baseUrl, reasoning, input, contextWindow, maxTokens, cost];
  },

  "another name of a model (the API page's)": (pi) =>
    pi.ai.getModel("anthropic", "claude-4.5-sonnet-20250514")?.id ?? "undefined",

  "calculateCost writes into the usage and returns it": (pi) => {
    const usage = {
      input: 1_000,
      output: 2_000,
      cacheRead: 3_000,
      cacheWrite: 4_000,
      totalTokens: 10_000,
      cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 },
    };
    const priced = model(pi, { cost: { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 } });
    const cost = pi.ai.calculateCost(priced, usage);
    const cents = Object.entries(cost).map(([name, usd]) => [name, Math.round(usd * 1e9)]);
    return [cents, cost === usage.cost];
  },

  "the thinking levels of models": (pi) => {
    const models = [
      {},
      { reasoning: true },
      { reasoning: true, thinkingLevelMap: { off: null, minimal: null } },
      { reasoning: true, thinkingLevelMap: { xhigh: "max", high: null } },
      { reasoning: true, thinkingLevelMap: { xhigh: null, high: null, medium: null } },
    ].map((more) => model(pi, more));
    return models.map((row) => [
      pi.ai.getSupportedThinkingLevels(row),
      levels.map((level) => pi.ai.clampThinkingLevel(row, level)),
    ]);
  },

  modelsAreEqual: (pi) => {
    const one = model(pi);
    return [
      pi.ai.modelsAreEqual(one, { ...one, name: "other" }),
      pi.ai.modelsAreEqual(one, { ...one, id: "other" }),
      pi.ai.modelsAreEqual(one, { ...one, provider: "other" }),
      pi.ai.modelsAreEqual(one, undefined),
      pi.ai.modelsAreEqual(null, null),
    ];
  },

  "the registry of APIs": (pi) => {
    const { ai } = pi;
    const faux = ai.registerFauxProvider({ api: "of-a-test" });
    const row = faux.getModel();
    const said: unknown[] = [
      ai.getApiProvider("of-a-test")?.api,
      ai
        .getApiProviders()
        .map(({ api }) => api)
        .sort(),
      thrown(() => ai.getApiProvider("of-a-test")?.stream({ ...row, api: "x" }, { messages: [] })),
    ];
    faux.unregister();
    said.push(ai.getApiProvider("of-a-test") ?? "undefined");
    said.push(thrown(() => ai.stream(row, { messages: [] })));
    ai.clearApiProviders();
    said.push(ai.getApiProviders().length);
    ai.resetApiProviders();
    said.push(ai.getApiProviders().length);
    return said;
  },

  "keys in the environment": (pi) => {
    const names = [
      "ANTHROPIC_API_KEY",
      "ANTHROPIC_OAUTH_TOKEN",
      "GEMINI_API_KEY",
      "AWS_PROFILE",
      "GH_TOKEN",
    ];
    const before = names.map((name) => process.env[name]);
    const look = () =>
      ["anthropic", "google", "amazon-bedrock", "github-copilot", "groq", "nobody"].map(
        (provider) => [
          pi.ai.findEnvKeys(provider) ?? "none",
          pi.ai.getEnvApiKey(provider) ?? "none",
        ],
      );
    const seen: unknown[] = [];
    try {
      for (const name of names) delete process.env[name];
      seen.push(look());
      process.env.ANTHROPIC_API_KEY = "key";
      process.env.GEMINI_API_KEY = "gemini";
      seen.push(look());
      for (const name of names) process.env[name] = `value of ${name}`;
      seen.push(look());
    } finally {
      for (const [index, name] of names.entries()) {
        const value = before[index];
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
    return seen;
  },
};
