import { basename } from "node:path";
import { arrayField, recordOf, stringField } from "../src/wire/fields.ts";
import type { TestOutcome } from "./format-matrix.ts";

/** The tests of a report of vitest's JSON reporter, by file and place. */
export function readTestReport(report: unknown): TestOutcome[] {
  return arrayField(recordOf(report), "testResults")
    .map(recordOf)
    .map((result) => ({ result, file: basename(stringField(result, "name") ?? "", ".test.ts") }))
    .sort((a, b) => (a.file < b.file ? -1 : 1))
    .flatMap(({ result, file }) =>
      arrayField(result, "assertionResults")
        .map(recordOf)
        .map((test) => ({
          file,
          group: String(arrayField(test, "ancestorTitles")[0] ?? ""),
          title: stringField(test, "title") ?? "",
          passed: test.status === "passed",
        })),
    );
}
