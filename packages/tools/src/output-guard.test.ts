import { Console } from "node:console";
import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { guardOutput } from "./output-guard.ts";

function collector() {
  const written: string[] = [];
  const release: ((error?: Error) => void)[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      written.push(String(chunk));
      release.push(done);
    },
  });
  return { stream, written, flush: (error?: Error) => release.shift()?.(error) };
}

test("sends stray prints to standard error, and the protocol to standard output", async () => {
  const [out, err] = [collector(), collector()];
  const console = new Console({ stdout: out.stream, stderr: err.stream });
  const guard = guardOutput({ stdout: out.stream, stderr: err.stream });
  console.log("stray");
  const line = guard.write('{"type":"event"}\n');
  expect([out.written, err.written]).toEqual([['{"type":"event"}\n'], ["stray\n"]]);
  out.flush();
  await line;
  guard.restore();
  console.log("after");
  expect(out.written).toEqual(['{"type":"event"}\n', "after\n"]);
});

test("waits for a slow reader, and reports one that is gone", async () => {
  const out = collector();
  const guard = guardOutput({ stdout: out.stream, stderr: collector().stream });
  let isWritten = false;
  const line = guard.write("x").then(() => {
    isWritten = true;
  });
  await Promise.resolve();
  expect(isWritten).toBe(false);
  out.flush();
  await line;
  const lost = guard.write("y");
  out.stream.once("error", () => undefined);
  out.flush(new Error("EPIPE"));
  await expect(lost).rejects.toThrow("EPIPE");
});

test("gives back a write method that was replaced before", () => {
  const out = collector();
  const own = () => true;
  out.stream.write = own;
  guardOutput({ stdout: out.stream, stderr: collector().stream }).restore();
  expect(out.stream.write).toBe(own);
});
