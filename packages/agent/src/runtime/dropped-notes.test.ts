import { describe, expect, test } from "vitest";
import { diskEnv } from "../../test/disk-env.ts";
import { asked, gate, setUpRuntime } from "../../test/runtime-kit.ts";
import { memorySessionStore } from "./session-store.ts";

describe("the note about dropped messages", () => {
  const note = "[1 earlier message was dropped because too many were waiting. In short:]\n- 2";
  const queue = { cap: 1, drop: "summarize" } as const;

  test.each([
    ["a session that cannot be opened", "session"],
    ["an unknown model", "model"],
  ])(
    "is told by the next run when its own fails before the prompt, as with %s",
    async (_, what) => {
      const first = gate("one");
      const { open } = memorySessionStore();
      let isBroken = false;
      const { runtime, provider } = setUpRuntime([first.step, { text: "two" }], {
        queue,
        sessions: {
          open: (request) => (isBroken ? Promise.reject(new Error("full")) : open(request)),
        },
      });
      const host = runtime.run({ sessionKey: "s", prompt: "1" });
      await first.asked;
      void runtime.run({ sessionKey: "s", prompt: "2" });
      const failing = runtime.run({
        sessionKey: "s",
        prompt: "3",
        ...(what === "model" && { model: "no-such-model" }),
      });
      isBroken = what === "session";
      first.open();
      await host;
      expect(await failing).toMatchObject({ success: false, turns: 0 });
      isBroken = false;
      expect(await runtime.run({ sessionKey: "s", prompt: "4" })).toMatchObject({ success: true });
      expect(asked(provider).at(-1)).toEqual(["1", `${note}\n\n4`]);
    },
  );

  test("is told once when the run fails after it was written", async () => {
    const first = gate("one");
    const failure = { error: { kind: "auth" } } as const;
    const { runtime, provider } = setUpRuntime([first.step, failure, { text: "three" }], { queue });
    void runtime.run({ sessionKey: "s", prompt: "1" });
    await first.asked;
    for (const prompt of ["2", "3"]) void runtime.run({ sessionKey: "s", prompt });
    first.open();
    await runtime.drain();
    expect(asked(provider).at(-1)).toEqual(["1", `${note}\n\n3`]);
  });

  test("does not hide a command: the run after it is told", async () => {
    await using env = await diskEnv({ "prompts/sum.md": "Sum up $@." });
    const first = gate("one");
    const { runtime, provider } = setUpRuntime([first.step, { text: "two" }, { text: "three" }], {
      env: () => ({ ...env, close: async () => {} }),
      templateFolders: ["prompts"],
      queue,
    });
    void runtime.run({ sessionKey: "s", prompt: "1" });
    await first.asked;
    void runtime.run({ sessionKey: "s", prompt: "2" });
    const command = runtime.run({ sessionKey: "s", prompt: "/sum a b" });
    first.open();
    await command;
    await runtime.run({ sessionKey: "s", prompt: "4" });
    expect(asked(provider).at(-1)).toEqual(["1", "Sum up a b.", `${note}\n\n4`]);
  });
});
