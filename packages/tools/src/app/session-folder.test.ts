import { expect, test } from "vitest";
import { argentFolder, sessionFolder, type Variables } from "./index.ts";

const ambient = (env: Variables) => ({ env, home: "/home/ada", cwd: "/work" });

test.each<[string, Variables, string, string]>([
  ["nothing is said", {}, "/home/ada/.argent", "/home/ada/.argent/sessions"],
  ["ARGENT_HOME is blank", { ARGENT_HOME: " " }, "/home/ada/.argent", "/home/ada/.argent/sessions"],
  ["ARGENT_HOME names a folder", { ARGENT_HOME: "/own" }, "/own", "/own/sessions"],
  ["it is relative", { ARGENT_HOME: "own" }, "/work/own", "/work/own/sessions"],
  ["it begins with ~", { ARGENT_HOME: "~/own" }, "/home/ada/own", "/home/ada/own/sessions"],
  [
    "VARGOS_SESSIONS_DIR is there, too",
    { ARGENT_HOME: "/own", VARGOS_SESSIONS_DIR: "~/kept" },
    "/own",
    "/home/ada/kept",
  ],
  [
    "~ is only a part of a name",
    { VARGOS_SESSIONS_DIR: "~ada" },
    "/home/ada/.argent",
    "/work/~ada",
  ],
])("where things lie when %s", (_, env, folder, sessions) => {
  expect(argentFolder(ambient(env))).toBe(folder);
  expect(sessionFolder(ambient(env))).toBe(sessions);
});
