import { Writable } from "node:stream";
import { expect, test } from "vitest";
import type { OutputRecord } from "./output-record.ts";
import { createRecordWriter } from "./record-writer.ts";

/** A stream whose reader takes a line when the test says so. */
function slowStream() {
  const lines: string[] = [];
  const waiting: (() => void)[] = [];
  const stream = new Writable({
    highWaterMark: 1,
    decodeStrings: false,
    write(chunk, _encoding, done) {
      if (chunk.length > 0) lines.push(String(chunk));
      waiting.push(done);
    },
  });
  const readAll = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      next();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { stream, readAll, records: () => lines.map((line): OutputRecord => JSON.parse(line)) };
}

function delta(text: string, contentIndex = 0): OutputRecord {
  return {
    type: "message_update",
    assistantMessageEvent: { type: "text_delta", contentIndex, delta: text },
  };
}

test("while the reader is slow, pieces of one text are joined and nothing else is", async () => {
  const { stream, readAll, records } = slowStream();
  const writer = createRecordWriter(stream);
  const pieces = [delta("a"), delta("b"), delta("c"), delta("d", 1), delta("e", 1)];
  for (const piece of pieces) writer.write(piece);
  writer.write({ type: "warning", message: "w" });
  writer.write(delta("f", 1));
  await readAll();
  expect(records()).toEqual([
    delta("a"),
    delta("bc"),
    delta("de", 1),
    { type: "warning", message: "w" },
    delta("f", 1),
  ]);
});

test("there is no room until the reader has caught up", async () => {
  const { stream, readAll } = slowStream();
  const writer = createRecordWriter(stream);
  expect(writer.hasRoom()).toBeUndefined();
  writer.write(delta("a"));
  let hasRoom = false;
  const waited = writer.hasRoom()?.then(() => {
    hasRoom = true;
  });
  await Promise.resolve();
  expect(hasRoom).toBe(false);
  await readAll();
  await waited;
  expect(hasRoom).toBe(true);
});

test("a reader that goes away holds nobody up", async () => {
  const { stream } = slowStream();
  const writer = createRecordWriter(stream);
  writer.write(delta("a"));
  const flushed = writer.flush();
  stream.destroy();
  await flushed;
  writer.write(delta("b"));
  await writer.hasRoom();
});

test("what JSON cannot hold is reported in its place", async () => {
  const { stream, readAll, records } = slowStream();
  createRecordWriter(stream).write({ type: "response", command: "x", success: true, data: 1n });
  await readAll();
  expect(records()).toMatchObject([
    { type: "warning", message: expect.stringContaining("response") },
  ]);
});
