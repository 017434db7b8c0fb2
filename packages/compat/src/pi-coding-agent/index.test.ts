import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { hasPi, loadPi } from "../../test/kit.ts";
import * as facade from "./index.ts";
import * as modes from "./out-of-scope/modes.ts";
import * as terminal from "./out-of-scope/terminal.ts";

test("every name of Pi's root entry is here", async () => {
  if (process.env.ARGENT_REQUIRE_PEERS) expect(hasPi).toBe(true);
  const names = hasPi ? Object.keys((await loadPi("0.73.1")).coding) : [];
  expect(names.filter((name) => !Object.hasOwn(facade, name))).toEqual([]);
});

describe("a name that is here only so that it can be imported", () => {
  test.each(Object.entries({ ...terminal, ...modes }))(
    "%s says so when it is used",
    (name, value) => {
      expect(Object.hasOwn(facade, name)).toBe(true);
      const use = () =>
        /^[A-Z]/.test(name) ? Reflect.construct(value, []) : Reflect.apply(value, undefined, []);
      const failure = (() => {
        try {
          return use();
        } catch (cause) {
          return cause;
        }
      })();
      expect(facade.OutOfScopeError.isInstance(failure)).toBe(true);
      expect(failure).toMatchObject({ code: "out_of_scope", exportName: name });
      expect(failure.message).toMatch(/ARGENT_RUNTIME=pi/);
    },
  );

  test("can be extended at module level", () => {
    class MyEditor extends facade.CustomEditor {}
    expect(() => new MyEditor()).toThrow(facade.OutOfScopeError);
  });
});

test("importing the facade loads no tools, no YAML, no TypeBox and no vendor's SDK", async () => {
  const program = `
    import { registerHooks } from "node:module";
    const files = [];
    registerHooks({ load: (url, context, next) => (files.push(url), next(url, context)) });
    await import("@argent/compat/pi-coding-agent");
    console.log(JSON.stringify(files));`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--conditions=@argent/source", "--input-type=module", "--eval", program],
    { cwd: import.meta.dirname, env: { ...process.env, NODE_NO_WARNINGS: "1" } },
  );
  const files: string[] = JSON.parse(stdout);
  expect(files.length).toBeGreaterThan(100);
  const heavy =
    /packages\/tools\/(?!src\/search\/(ignore-rules|glob)\.ts)|node_modules\/(yaml|typebox|ajv|openai|@google|@anthropic-ai)/;
  expect(files.filter((url) => heavy.test(url))).toEqual([]);
});
