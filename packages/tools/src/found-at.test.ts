import { expect, test } from "vitest";
import { createCodingTools } from "./coding-tools.ts";
import { memoryEnv } from "./env/memory-env.ts";

const files = {
  "src/parse-json.ts": "",
  "src/parse-jsonl.ts": "",
  "src/main.ts": "",
  "README.md": "",
  "odd\nname.txt": "",
};

test("a path that is not there is answered with the names that are most like it", async () => {
  const env = memoryEnv(files);
  const tools = createCodingTools({ cwd: env.cwd, env });
  const messageOf = async (name: string, params: object): Promise<string> => {
    const tool = tools.find((candidate) => candidate.name === name);
    const failure = await tool?.execute("id", params).catch((cause: unknown) => cause);
    expect(failure).toMatchObject({ code: "not_found" });
    return failure instanceof Error ? failure.message : "";
  };
  const read = (path: string) => messageOf("read_file", { path });
  expect(await read("src/parse-json.js")).toMatch(
    / Did you mean "src\/parse-json\.ts" or "src\/parse-jsonl\.ts"\?$/,
  );
  expect(await read("readme")).toMatch(/ Did you mean "README\.md"\?$/);
  expect(await read("srcs/main.ts")).toMatch(/ Did you mean "src\/main\.ts"\?$/);
  expect(await read("srcs/other.ts")).toMatch(/ Did you mean "src"\?$/);
  expect(await read("odd name.txt")).toMatch(/ Did you mean "odd\\nname\.txt"\?$/);
  for (const path of ["nothing/like/it", "nothing.ts", "src/nothing.ts"]) {
    expect(await read(path)).not.toContain("Did you mean");
  }
  const edits = [{ oldText: "a", newText: "b" }];
  expect(await messageOf("edit_file", { path: "src/mian.ts", edits })).toContain("src/main.ts");
  for (const name of ["ls", "find", "grep"]) {
    expect(await messageOf(name, { path: "srcs", pattern: "x" })).toMatch(/"src"\?$/);
  }
});
