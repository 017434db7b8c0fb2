import { tmpdir } from "node:os";
import { afterAll, beforeAll, expect, test } from "vitest";
import { streamContenders } from "../cases/stream-contenders.ts";
import { runProgram } from "../run-program.ts";
import { type RunningServer, startServer } from "../start-server.ts";
import { answerOf, lengthOf } from "./answer.ts";
import { protocolNames } from "./protocols.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const requests = protocolNames().flatMap((api) => [
  { api, kind: "text", size: 30, warmUpSize: 3 } as const,
  { api, kind: "tool", size: 3_000, warmUpSize: 30 } as const,
]);

test.each(requests)(
  "$api: the floor and Argent read the whole $kind answer",
  async (request) => {
    const ours = streamContenders(server.url, request).filter(
      ({ owner }) => owner === "floor" || owner === "argent",
    );
    expect(ours).toHaveLength(2);
    for (const { owner, program, job, warmUp } of ours) {
      const run = await runProgram({
        program: new URL(`../${program}`, import.meta.url),
        message: { job, warmUp },
        nodeOptions: owner === "argent" ? ["--conditions=@argent/source"] : [],
        cwd: tmpdir(),
        env: {},
        limitMs: 60_000,
        measures: "work",
        expected: lengthOf(answerOf(request.kind, request.size)),
      });
      expect({ owner, ...run }).toMatchObject({ owner, status: "measured" });
    }
  },
  60_000,
);

test("an address that no vendor has is not found", async () => {
  const response = await fetch(`${server.url}/text/5/v1/nothing`, { method: "POST", body: "{}" });
  expect(response.status).toBe(404);
});
