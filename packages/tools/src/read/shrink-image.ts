/** How large an image may be. */
export interface ImageLimits {
  /** The most bytes of the encoded image. */
  bytes: number;
  /** Of the longer side. */
  pixels: number;
}

/** An image that fits, encoded anew. */
export interface ShrunkImage {
  data: Uint8Array;
  mimeType: string;
}

/** Makes an image fit; `undefined` when it fits already, or when that cannot be done. */
export type ShrinkImage = (
  image: Uint8Array,
  mimeType: string,
  limits: ImageLimits,
) => Promise<ShrunkImage | undefined>;

/** What this uses of the package: https://sharp.pixelplumbing.com/api-constructor */
interface Sharp {
  metadata(): Promise<{ width?: number; height?: number }>;
  rotate(): Sharp;
  resize(options: {
    width: number;
    height: number;
    fit: "inside";
    withoutEnlargement: true;
  }): Sharp;
  toFormat(format: "png" | "jpeg" | "webp", options?: { quality: number }): Sharp;
  toBuffer(): Promise<Uint8Array>;
}

const jpegQualities = [85, 70, 50];

/** Uses `sharp`, when it is installed. Of an animation the first picture is left. */
export const shrinkWithSharp: ShrinkImage = async (image, mimeType, limits) => {
  const sharp = await loadSharp();
  if (!sharp) return undefined;
  const { width = 0, height = 0 } = await sharp(image).metadata();
  if (image.length <= limits.bytes && Math.max(width, height) <= limits.pixels) return undefined;
  const side = { width: limits.pixels, height: limits.pixels };
  const resized = () =>
    sharp(image)
      .rotate()
      .resize({ ...side, fit: "inside", withoutEnlargement: true });
  if (mimeType !== "image/jpeg") {
    const data = await resized().toFormat("png").toBuffer();
    if (data.length <= limits.bytes) return { data, mimeType: "image/png" };
  }
  for (const quality of jpegQualities) {
    const data = await resized().toFormat("jpeg", { quality }).toBuffer();
    if (data.length <= limits.bytes) return { data, mimeType: "image/jpeg" };
  }
  return undefined;
};

async function loadSharp(): Promise<((image: Uint8Array) => Sharp) | undefined> {
  const name: string = "sharp";
  try {
    const { default: sharp }: { default?: (image: Uint8Array) => Sharp } = await import(name);
    return sharp;
  } catch {
    return undefined; // it is optional
  }
}
