import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const program = join(import.meta.dirname, "../../test/vargos/no-ambient.ts");

test("a runtime over memory touches no disk, no environment and no network", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--conditions=@argent/source",
    program,
  ]);
  expect(JSON.parse(stdout)).toEqual({
    noticed: ["fs.readFileSync", "fs.promises.readFile", "fetch", "process.env.HOME"],
    noted: [],
    responses: ["written", "auth", "summed up"],
  });
});
