import { randomFillSync } from "node:crypto";
import { crc32, deflateSync } from "node:zlib";

/** A gray image of noise, which does not get smaller by packing: https://www.w3.org/TR/png-3/ */
export function noisePng(width: number, height: number): Buffer {
  const rows = randomFillSync(Buffer.alloc((width + 1) * height));
  for (let row = 0; row < height; row += 1) rows[row * (width + 1)] = 0; // the filter of each row: none
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8; // bits
  const signature = Buffer.from("89504e470d0a1a0a", "hex");
  const data = deflateSync(rows, { level: 1 });
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", data), chunk("IEND")]);
}

function chunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
