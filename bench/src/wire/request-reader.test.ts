import fc from "fast-check";
import { expect, test } from "vitest";
import { createRequestReader } from "./request-reader.ts";

const request = (path: string, body: string) =>
  `POST ${path} HTTP/1.1\r\nhost: x\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

test("requests are told apart however their bytes are cut", () => {
  const bytes = Buffer.from(
    `${request("/a", '{"é":1}')}${request("/b?x=1", "")}${request("/c", "{}")}`,
  );
  const cuts = fc.array(fc.integer({ min: 0, max: bytes.length }));
  fc.assert(
    fc.property(cuts, (unordered) => {
      const paths: string[] = [];
      const read = createRequestReader((path) => paths.push(path));
      let start = 0;
      for (const end of [...unordered.toSorted((a, b) => a - b), bytes.length]) {
        read(bytes.subarray(start, end));
        start = end;
      }
      expect(paths).toEqual(["/a", "/b?x=1", "/c"]);
    }),
  );
});

test("a request counts only when its whole body has come", () => {
  const paths: string[] = [];
  const read = createRequestReader((path) => paths.push(path));
  read(Buffer.from(request("/a", "{}").slice(0, -1)));
  expect(paths).toEqual([]);
  read(Buffer.from("}"));
  expect(paths).toEqual(["/a"]);
});
