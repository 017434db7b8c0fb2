import { afterEach, beforeEach, expect, test } from "vitest";
import { createMachine, type Machine } from "../../test/argent-process.ts";

let machine: Machine;

beforeEach(async () => {
  machine = await createMachine([]);
});

afterEach(() => machine.remove());

async function doctor(env: Record<string, string> = {}) {
  const child = machine.start(["doctor"], { env });
  const code = await child.exit();
  return { code, out: child.stdout() };
}

test("where everything is there it says so, and ends with 0", async () => {
  const { code, out } = await doctor();
  expect(code).toBe(0);
  expect(out).toMatch(/^ok +node +v/m);
  expect(out).toMatch(/^ok +runtime +argent \(ARGENT_RUNTIME is not set\)$/m);
  expect(out).toMatch(
    new RegExp(`^ok +endpoint +anthropic at ${machine.server.url} answers$`, "m"),
  );
  expect(out).toMatch(/^(ok|note) +sandbox +.*not isolated/m);
  expect(out).toMatch(/^ok +terminal +not a terminal/m);
});

test("it tells which endpoints answer", async () => {
  const { code, out } = await doctor({ OPENAI_BASE_URL: "http://127.0.0.1:1/v1" });
  expect(code).toBe(1);
  expect(out).toMatch(
    /^problem +endpoint +openai at http:\/\/127\.0\.0\.1:1\/v1: it cannot be reached/m,
  );
});

test("it tells what is wrong with the address of a local server", async () => {
  const { code, out } = await doctor({ OLLAMA_HOST: ":::bad" });
  expect(code).toBe(1);
  expect(out).toMatch(/^problem +local +OLLAMA_HOST is ":::bad", which is no address\./m);
});

test("it tells which runtime is in force, and what one that is not there needs", async () => {
  const strict = await doctor({ ARGENT_RUNTIME_MODE: "argent_strict" });
  expect(strict.out).toMatch(/^ok +runtime +argent \(ARGENT_RUNTIME_MODE=argent_strict\)$/m);
  const pi = await doctor({ ARGENT_RUNTIME: "pi" });
  expect(pi.out).toMatch(/^problem +runtime +.*pi-coding-agent/m);
  const unknown = await doctor({ ARGENT_RUNTIME: "perhaps" });
  expect(unknown.out).toMatch(/^problem +runtime +ARGENT_RUNTIME is "perhaps".*shadow/m);
});
