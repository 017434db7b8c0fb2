import { lstatSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { argent, testBoth } from "../../../test/coding-agent/both-sides.ts";
import { workspace } from "../../../test/coding-agent/workspace.ts";
import type { Loose } from "../../pi-ai/loose.ts";

const { coding } = argent;

/** Every getter without parameters, by name. */
function allValues(settings: Loose): unknown {
  let prototype = Object.getPrototypeOf(settings);
  const names = Object.getOwnPropertyNames(prototype).filter(
    (name) => /^get[A-Z]/.test(name) && prototype[name].length === 0,
  );
  prototype = undefined;
  return names.sort().map((name) => [name, settings[name]()]);
}

testBoth("the defaults of every setting", async ({ coding: pi }) =>
  allValues(pi.SettingsManager.inMemory()),
);

testBoth("settings of earlier versions", async ({ coding: pi }) => {
  const old: Loose = {
    queueMode: "all",
    websockets: true,
    skills: { enableSkillCommands: false, customDirectories: ["~/skills"] },
    retry: { maxDelayMs: 5, maxRetries: 1 },
    somethingElse: { kept: true },
  };
  const settings = pi.SettingsManager.inMemory(old);
  return [allValues(settings), settings.getGlobalSettings()];
});

testBoth("every setter, and what it writes", async ({ coding: pi }) => {
  using folder = workspace({
    "settings.json": JSON.stringify({ unknown: 1, compaction: { keepRecentTokens: 7 } }),
    ".pi/settings.json": JSON.stringify({ theme: "dark", retry: { maxRetries: 9 } }),
  });
  const settings: Loose = pi.SettingsManager.create(folder.path, folder.path);
  const values: Readonly<Record<string, unknown>> = {
    setTransport: "sse",
    setSteeringMode: "all",
    setFollowUpMode: "all",
    setTheme: "light",
    setDefaultThinkingLevel: "high",
    setLastChangelogVersion: "1",
    setImageWidthCells: 10.7,
    setEditorPaddingX: 9,
    setAutocompleteMaxVisible: 1,
    setDoubleEscapeAction: "none",
    setTreeFilterMode: "user-only",
    setEnabledModels: ["a*"],
    setNpmCommand: ["pnpm"],
    setWarnings: { anthropicExtraUsage: false },
    setPackages: ["npm:x"],
    setSkillPaths: ["a"],
    setPromptTemplatePaths: ["b"],
    setExtensionPaths: ["c"],
    setThemePaths: ["d"],
    setProjectSkillPaths: ["e"],
    setProjectPackages: ["npm:y"],
    setShellPath: "/bin/zsh",
    setShellCommandPrefix: "set -e",
  };
  for (const [name, value] of Object.entries(values)) settings[name](value);
  settings.setDefaultModelAndProvider("p", "m");
  const switches = Object.getOwnPropertyNames(Object.getPrototypeOf(settings)).filter((name) =>
    /^set.*(Enabled|Block|Show|Resize|Shrink|Startup|Changelog|Telemetry|Commands|Images|Progress|Cursor)/.test(
      name,
    ),
  );
  for (const name of switches.filter((name) => !(name in values)).sort()) settings[name](false);
  await settings.flush();
  return [
    allValues(settings),
    JSON.parse(readFileSync(folder.at("settings.json"), "utf8")),
    JSON.parse(readFileSync(folder.at(".pi/settings.json"), "utf8")),
    settings.drainErrors(),
  ];
});

testBoth("a file that is broken is left alone, and the error is told", async ({ coding: pi }) => {
  using folder = workspace({ "settings.json": "{ broken" });
  const settings = pi.SettingsManager.create(folder.path, folder.path);
  settings.setTheme("dark");
  await settings.flush();
  return [
    readFileSync(folder.at("settings.json"), "utf8"),
    settings.getTheme(),
    settings.drainErrors().map(({ scope }) => scope),
  ];
});

testBoth("what another process wrote meanwhile is kept", async ({ coding: pi }) => {
  using folder = workspace({ "settings.json": "{}" });
  const settings = pi.SettingsManager.create(folder.path, folder.path);
  writeFileSync(
    folder.at("settings.json"),
    JSON.stringify({ theme: "theirs", compaction: { reserveTokens: 1 } }),
  );
  settings.setCompactionEnabled(false);
  await settings.flush();
  await settings.reload();
  return [settings.getGlobalSettings(), settings.getTheme()];
});

testBoth("overrides lie above the files", async ({ coding: pi }) => {
  const settings = pi.SettingsManager.inMemory({ compaction: { enabled: true, reserveTokens: 5 } });
  settings.applyOverrides({ compaction: { enabled: false }, theme: "dark" });
  return [settings.getCompactionSettings(), settings.getTheme(), settings.getGlobalSettings()];
});

test("a project cannot set the shell, nor what goes before every command", async () => {
  using folder = workspace({
    ".pi/settings.json": JSON.stringify({ shellPath: "./evil", shellCommandPrefix: "evil;" }),
  });
  const settings = coding.SettingsManager.create(folder.path, folder.at("home"));
  expect(settings.getShellPath()).toBeUndefined();
  expect(settings.getShellCommandPrefix()).toBeUndefined();
  settings.applyOverrides({ shellPath: "/bin/zsh" });
  expect(settings.getShellPath()).toBe("/bin/zsh");
});

test("a settings file that is a link stays one", async () => {
  using folder = workspace({ "dotfiles/settings.json": "{}" });
  symlinkSync(folder.at("dotfiles/settings.json"), folder.at("settings.json"));
  const settings = coding.SettingsManager.create(folder.path, folder.path);
  settings.setTheme("dark");
  await settings.flush();
  expect(lstatSync(folder.at("settings.json")).isSymbolicLink()).toBe(true);
  expect(readFileSync(folder.at("dotfiles/settings.json"), "utf8")).toContain("dark");
});
