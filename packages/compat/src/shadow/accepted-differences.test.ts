import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { acceptedDifferences } from "./accepted-differences.ts";

test("the page about leaving Pi lists every accepted difference with its reason", () => {
  const page = readFileSync(new URL("../../../../docs/leaving-pi.md", import.meta.url), "utf8");
  const rows = page.split("\n").filter((line) => /^\| \S+ \| `[\w-]+` \| /.test(line));
  expect(rows).toEqual(
    acceptedDifferences.map(({ api = "all", id, reason }) => `| ${api} | \`${id}\` | ${reason} |`),
  );
});
