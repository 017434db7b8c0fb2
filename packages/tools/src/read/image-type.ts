/** The type of an image that models accept, by its first bytes. */
export function imageTypeOf(start: Uint8Array): string | undefined {
  return signatures.find(({ parts }) =>
    parts.every(([offset, bytes]) => bytes.every((byte, index) => start[offset + index] === byte)),
  )?.type;
}

interface Signature {
  type: string;
  parts: [offset: number, bytes: number[]][];
}

const signatures: Signature[] = [
  { type: "image/png", parts: [[0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]]] },
  { type: "image/jpeg", parts: [[0, [0xff, 0xd8, 0xff]]] },
  { type: "image/gif", parts: [[0, ascii("GIF8")]] },
  {
    type: "image/webp",
    parts: [
      [0, ascii("RIFF")],
      [8, ascii("WEBP")],
    ],
  },
];

function ascii(text: string): number[] {
  return [...text].map((character) => character.charCodeAt(0));
}
