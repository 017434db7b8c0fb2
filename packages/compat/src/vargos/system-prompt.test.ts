import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makePlace } from "../../test/vargos/place.ts";
import { systemPromptOf } from "./system-prompt.ts";

test("each mode shows what the page says, of the folder that is meant", async () => {
  await using place = await makePlace();
  const { home } = place;
  await mkdir(join(home, "workspace"));
  await writeFile(join(home, "workspace", "SOUL.md"), "You are a lighthouse.");
  const prompt = (options: Parameters<typeof systemPromptOf>[1]) =>
    systemPromptOf({ env: { VARGOS_WORKSPACE: "~/workspace" }, home: () => home }, options);

  const full = await prompt({ toolNames: ["exec"] });
  expect(full).toContain("You are a lighthouse.");
  expect(full).toContain("- exec");
  expect(await prompt({ toolNames: ["exec"], workspaceDir: "~/workspace" })).toBe(full);

  const minimal = await prompt({ mode: "minimal", toolNames: ["exec"] });
  expect(minimal).toContain(join(home, "workspace"));
  expect(minimal).not.toContain("lighthouse");

  expect((await prompt({ mode: "none" })).split("\n")).toHaveLength(1);
});
