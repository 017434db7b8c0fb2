import { bufferOf } from "../buffer-of.ts";

export interface ImageSize {
  width: number;
  height: number;
}

/** The size of an image in pixels, as its header says it; `undefined` when it is cut off or damaged. */
export function imageSizeOf(image: Uint8Array, mimeType: string): ImageSize | undefined {
  try {
    const size = readers[mimeType]?.(bufferOf(image));
    return size && size.width > 0 && size.height > 0 ? size : undefined;
  } catch (cause) {
    if (cause instanceof RangeError) return undefined; // it ends within its header
    throw cause;
  }
}

const readers: Readonly<Record<string, (bytes: Buffer) => ImageSize | undefined>> = {
  // https://www.w3.org/TR/png-3/#5Chunk-layout
  "image/png": (bytes) =>
    bytes.includes("IEND")
      ? { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
      : undefined,
  "image/gif": (bytes) => ({ width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) }),
  "image/jpeg": jpegSize,
  "image/webp": webpSize,
};

/** Markers and segments: https://www.w3.org/Graphics/JPEG/itu-t81.pdf (B.1.1). */
function jpegSize(bytes: Buffer): ImageSize | undefined {
  for (let at = 2; at + 9 <= bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1; // a fill byte
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}

/** https://developers.google.com/speed/webp/docs/riff_container */
function webpSize(bytes: Buffer): ImageSize | undefined {
  if (bytes.length < bytes.readUInt32LE(4) + 8) return undefined;
  switch (bytes.toString("latin1", 12, 16)) {
    case "VP8 ":
      return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
    case "VP8L": {
      const packed = bytes.readUInt32LE(21);
      return { width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1 };
    }
    case "VP8X":
      return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
    default:
      return undefined;
  }
}
