import { join } from "node:path";
import { expect, test } from "vitest";
import { appPlace } from "../../test/app-place.ts";
import { loadAllSettings, ownSettings, readConfiguration } from "./index.ts";

const own = "home/.argent/settings.json";
const project = "work/.argent/settings.json";

test("without files it works where it was started, with a person's own folders", async () => {
  using place = appPlace();
  const folder = join(place.home, ".argent");
  expect(await readConfiguration(place)).toEqual({
    cwd: place.cwd,
    env: {},
    folder,
    sessionFolder: join(folder, "sessions"),
    settings: {
      skillFolders: [join(folder, "skills")],
      templateFolders: [join(folder, "prompts")],
    },
    warnings: [],
  });
});

test("a flag's folder wins over the variable's, that over the settings', that over where it was started", async () => {
  using place = appPlace({
    [own]: { workspace: "a" },
    "home/.argent/a/x": "",
    "home/b/x": "",
    "work/c/x": "",
  });
  const flags = { cwd: "c" };
  const env = { VARGOS_WORKSPACE: "~/b" };
  expect((await readConfiguration({ ...place, env, flags })).cwd).toBe(join(place.cwd, "c"));
  expect((await readConfiguration({ ...place, env })).cwd).toBe(join(place.home, "b"));
  expect((await readConfiguration(place)).cwd).toBe(join(place.home, ".argent", "a"));
});

test.each([
  ["file", "not_directory", /work\/file is a file/],
  ["nowhere", "not_found", /work\/nowhere does not exist/],
])("a folder that is none (%s) is refused", async (cwd, code, message) => {
  using place = appPlace({ "work/file": "" });
  await expect(readConfiguration({ ...place, flags: { cwd } })).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
  });
});

test("flags win over the settings, and those over what the application does by default", async () => {
  using place = appPlace({
    [own]: { maxTurns: 3, thinking: "low", sandbox: "auto", approval: { mode: "auto" } },
  });
  const defaults = { queue: { mode: "steer" }, thinking: "high" } as const;
  const { settings } = await readConfiguration({
    ...place,
    defaults,
    flags: { maxTurns: 5, sandbox: true, approve: "ask-before-write", readOnly: true },
  });
  expect(settings).toMatchObject({
    maxTurns: 5,
    thinking: "low",
    sandbox: "require",
    approval: { mode: "read-only" },
    queue: { mode: "steer" },
  });
});

test("folders of skills are a person's own, absolute, and before the default one", async () => {
  using place = appPlace({ [own]: { skillFolders: ["~/s", "t"], templateFolders: ["/p"] } });
  const { settings, folder } = await readConfiguration(place);
  expect(settings.skillFolders).toEqual([
    join(place.home, "s"),
    join(folder, "t"),
    join(folder, "skills"),
  ]);
  expect(settings.templateFolders).toEqual(["/p", join(folder, "prompts")]);
});

test("settings that have to be repaired stop it with all that is wrong", async () => {
  using place = appPlace({ [own]: { maxTurns: "many", thinking: "loud" } });
  await expect(readConfiguration(place)).rejects.toMatchObject({
    code: "invalid",
    message: expect.stringMatching(/maxTurns.*\n.*thinking/),
  });
  expect((await loadAllSettings(place.cwd, place)).problems).toHaveLength(2);
});

test("a project's settings count for all of its repository once they are trusted, and are said to be left out before", async () => {
  using place = appPlace({ [project]: { maxTurns: 7 }, "work/.git/HEAD": "", "work/deep/x": "" });
  const input = { ...place, flags: { cwd: "deep" } };
  const before = await readConfiguration(input);
  expect(before.settings.maxTurns).toBeUndefined();
  expect(before.warnings).toEqual([expect.stringMatching(/left out.*\(argent trust\)$/)]);
  const { project: found } = await loadAllSettings(before.cwd, input);
  await ownSettings(place).trust.trust(found?.folder ?? "", found?.hash ?? "");
  const after = await readConfiguration(input);
  expect(after.settings.maxTurns).toBe(7);
  expect(after.warnings).toEqual([]);
});

test("in the home folder a person's own settings are not a project's, too", async () => {
  using place = appPlace({ [own]: { maxTurns: 3 } });
  const { settings, warnings } = await readConfiguration({ ...place, cwd: place.home });
  expect(settings.maxTurns).toBe(3);
  expect(warnings).toEqual([]);
});
