import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

/** Runs a program in a process of its own and gives the files that it loaded, before and after it said "then". */
async function loadedBy(program: string): Promise<{ before: string[]; after: string[] }> {
  const recorder = `
    import { registerHooks } from "node:module";
    let files = [];
    registerHooks({ load: (url, context, next) => (files.push(url), next(url, context)) });
    const before = async (work) => { await work(); const seen = files; files = []; return seen; };
    ${program}
    console.log(JSON.stringify({ before: first, after: files }));`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--conditions=@argent/source", "--input-type=module", "--eval", recorder],
    { cwd: import.meta.dirname, env: { ...process.env, NODE_NO_WARNINGS: "1" } },
  );
  return JSON.parse(stdout);
}

test("importing the facades loads neither TypeBox nor a vendor's SDK; using Type loads TypeBox", async () => {
  const { before, after } = await loadedBy(`
    let pi;
    const first = await before(async () => {
      await import("@argent/compat/pi-agent-core");
      pi = await import("@argent/compat/pi-ai");
    });
    pi.Type.String();`);
  const heavy = /node_modules\/(typebox|ajv|openai|@google|@anthropic-ai|@sinclair)/;
  expect(before.length).toBeGreaterThan(50);
  expect(before.filter((url) => heavy.test(url))).toEqual([]);
  expect(after.some((url) => url.includes("/typebox/"))).toBe(true);
});
