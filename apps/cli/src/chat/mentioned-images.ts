import type { ExecutionEnv } from "@argent/agent/env";
import type { ImageContent, Model } from "@argent/ai";
import { imageTypeOf } from "@argent/tools";

export interface MentionedImages {
  images: ImageContent[];
  /** What could not be attached, and why. */
  problems: string[];
}

/** The vendors take about 5 MB of base64. */
const maximumBytes = 3.5 * 1024 * 1024;
const imageName = /\.(?:png|jpe?g|gif|webp)$/i;

/**
 * The images whose paths stand in a text: mentioned with `@`, or as a path of its own as terminals paste a file that is
 * dropped on them. What a file is says its content. A path that is no image stays what it is, a word.
 */
export async function mentionedImages(
  text: string,
  env: ExecutionEnv,
  model: Pick<Model, "id" | "input">,
): Promise<MentionedImages> {
  const images: ImageContent[] = [];
  const problems: string[] = [];
  for (const path of imagePaths(text)) {
    const info = await env.stat(path);
    if (!info.ok || info.value.kind !== "file") continue;
    if (info.value.size > maximumBytes) {
      problems.push(`${path} is too large to be attached (at most 3.5 MB)`);
      continue;
    }
    const content = await env.readFile(path);
    const mimeType = content.ok ? imageTypeOf(content.value) : undefined;
    if (!content.ok || mimeType === undefined) {
      problems.push(`${path} is no PNG, JPEG, GIF or WebP image`);
    } else if (!model.input.includes("image")) {
      problems.push(`${model.id} cannot see images, so ${path} is not attached`);
    } else {
      images.push({ type: "image", data: Buffer.from(content.value).toString("base64"), mimeType });
    }
  }
  return { images, problems };
}

/** The paths in a text that are named like images. */
function imagePaths(text: string): Set<string> {
  const words = text.matchAll(/"([^"\n]+)"|'([^'\n]+)'|((?:\\.|[^\s"'])+)/g);
  const paths = new Set<string>();
  for (const [, double, single, bare] of words) {
    const word = double ?? single ?? bare?.replaceAll(/\\(.)/g, "$1") ?? "";
    const path = word.replace(/^@"?/, "").replace(/^file:\/\//, "");
    if (imageName.test(path)) paths.add(path);
  }
  return paths;
}
