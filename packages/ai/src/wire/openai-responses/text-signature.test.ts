import { expect, test } from "vitest";
import { decodeTextSignature, encodeTextSignature } from "./text-signature.ts";

test.each([{ id: "msg_1" }, { id: "msg_1", phase: "commentary" }])("%j survives", (signature) => {
  expect(decodeTextSignature(encodeTextSignature(signature))).toEqual(signature);
});

test.each([
  [undefined, undefined],
  ["", undefined],
  ["msg_1", { id: "msg_1" }],
  ["{not json", undefined],
  ['{"v":1}', undefined],
])("%j is read as %j", (text, signature) => {
  expect(decodeTextSignature(text)).toEqual(signature);
});
