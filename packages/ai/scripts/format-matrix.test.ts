import { expect, test } from "vitest";
import { formatMatrix } from "./format-matrix.ts";
import { readTestReport } from "./read-test-report.ts";

const report = {
  testResults: [
    {
      name: "/somewhere/answers.test.ts",
      assertionResults: [
        {
          ancestorTitles: ["anthropic"],
          title: "text: two deltas are one block",
          status: "passed",
        },
        { ancestorTitles: ["google"], title: "text: two chunks are one block", status: "passed" },
        { ancestorTitles: ["google"], title: "text: something else", status: "failed" },
      ],
    },
    {
      name: "/somewhere/peer-issues.test.ts",
      assertionResults: [
        { ancestorTitles: ["pi"], title: "#1: openai (chat): it works", status: "passed" },
        { ancestorTitles: ["pi"], title: "#1: openai: it works", status: "passed" },
      ],
    },
  ],
};

test("a cell is passed when all its tests are, failed when one is, and empty without any", () => {
  const page = formatMatrix(readTestReport(report));
  const row = page.split("\n").find((line) => line.startsWith("| text arrives in deltas"));
  const cells = row?.split(" | ").map((cell) => cell.trim());
  expect(cells?.slice(1, 6)).toEqual(["✓", "–", "–", "–", "✗"]);
  expect(page).toContain("5 tests ran, 1 failed.");
});

test("what was tried with several providers is one line", () => {
  const page = formatMatrix(readTestReport(report));
  expect(page.match(/^- ✓ pi #1: every provider: it works$/gm)).toHaveLength(1);
});

test("every provider is on the page, with its notes", () => {
  const page = formatMatrix([]);
  expect(page).toContain("| Z.AI `zai` |");
  expect(page.match(/^\*\*.+\*\*\n\n- /gm)).toHaveLength(8);
});
