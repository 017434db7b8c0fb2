import { join } from "node:path";
import { expect, test } from "vitest";
import { appPlace } from "../../test/app-place.ts";
import { readEnvironment, type Variables } from "./index.ts";

test("a stored key takes the place of the provider's variables, and of nobody else's", async () => {
  using place = appPlace({
    "home/.argent/auth.json": { google: { type: "api_key", key: "mine" } },
  });
  const env = { GEMINI_API_KEY: "old", GOOGLE_API_KEY: "older", OPENAI_API_KEY: "o" };
  const read = await readEnvironment({ ...place, env });
  const keys = Object.entries(read).filter(([, value]) => value !== undefined);
  expect(keys.map(([, value]) => value).sort()).toEqual(["mine", "o"]);
  expect(env).toEqual({ GEMINI_API_KEY: "old", GOOGLE_API_KEY: "older", OPENAI_API_KEY: "o" });
});

test.each<[string, Variables, Variables]>([
  ["the settings say it", {}, { VARGOS_SESSIONS_DIR: "~/kept", VARGOS_WORKSPACE: "shop" }],
  [
    "a variable says otherwise",
    { VARGOS_SESSIONS_DIR: "~/other", VARGOS_WORKSPACE: "/w" },
    { VARGOS_SESSIONS_DIR: "~/other", VARGOS_WORKSPACE: "/w" },
  ],
])("folders are absolute when %s", async (_, env, wanted) => {
  using place = appPlace({
    "home/.argent/settings.json": { sessionsDir: "~/kept", workspace: "shop" },
  });
  const { home } = place;
  expect(await readEnvironment({ ...place, env })).toEqual({
    VARGOS_SESSIONS_DIR: wanted.VARGOS_SESSIONS_DIR?.replace("~", home),
    // What a settings file says begins at the file.
    VARGOS_WORKSPACE: wanted.VARGOS_WORKSPACE?.replace("shop", join(home, ".argent", "shop")),
  });
});

test("keys and settings of ARGENT_HOME are the ones that count", async () => {
  using place = appPlace({
    "home/.argent/settings.json": { sessionsDir: "/wrong" },
    "own/settings.json": { sessionsDir: "kept" },
    "own/auth.json": { openai: { type: "api_key", key: "k" } },
  });
  const ARGENT_HOME = join(place.home, "..", "own");
  expect(await readEnvironment({ ...place, env: { ARGENT_HOME } })).toEqual({
    ARGENT_HOME,
    OPENAI_API_KEY: "k",
    VARGOS_SESSIONS_DIR: join(ARGENT_HOME, "kept"),
  });
});

test("with a broken key file there is no environment", async () => {
  using place = appPlace({ "home/.argent/auth.json": "{oops" });
  await expect(readEnvironment(place)).rejects.toMatchObject({ code: "invalid" });
});
