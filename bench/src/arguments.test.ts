import { expect, test } from "vitest";
import { fewestRuns, readArguments, UsageError } from "./arguments.ts";
import { peerIds } from "./peers.ts";

const names = ["import", "text-deltas"];
const read = (...argv: string[]) => readArguments(argv, names);

test("without a case there is none, and every peer takes part", () => {
  expect(read()).toMatchObject({ caseName: undefined, peers: peerIds(), runs: fewestRuns });
});

test("every option is read", () => {
  const argv = "text-deltas --peers ai,pi-0.73 --runs 9 --limit 5 --only google --dist --json";
  expect(read(...argv.split(" "))).toEqual({
    caseName: "text-deltas",
    peers: ["ai", "pi-0.73"],
    runs: 9,
    limitMs: 5_000,
    only: "google",
    dist: true,
    json: true,
    help: false,
  });
});

test("`--peers none` leaves the floor and Argent alone", () => {
  expect(read("import", "--peers", "none").peers).toEqual([]);
});

test.each([
  [["unknown"], 'No case "unknown". The cases are import, text-deltas.'],
  [["import", "text-deltas"], "One case at a time; got import, text-deltas."],
  [["import", "--peers", "ai,nobody"], 'No peer "nobody". --peers takes all, none, or a list like'],
  [["import", "--runs", "3"], '--runs takes a whole number from 7 up; got "3".'],
  [["import", "--runs", "many"], '--runs takes a whole number from 7 up; got "many".'],
  [["import", "--limit", "0.5"], '--limit takes a whole number from 1 up; got "0.5".'],
  [["import", "--quick"], "'--quick'"],
])("%j is refused with what is accepted", (argv, message) => {
  expect(() => read(...argv)).toThrow(UsageError);
  expect(() => read(...argv)).toThrow(message);
});
