import type { ExecutionEnv } from "@argent/agent/env";
import type { ImageContent, Model } from "@argent/ai";
import { loadImage, ToolError } from "@argent/tools";

export interface MentionedImages {
  images: ImageContent[];
  /** What could not be attached, and why. */
  problems: string[];
}

const imageName = /\.(?:png|jpe?g|gif|webp)$/i;

/**
 * The images whose paths stand in a text: mentioned with `@`, or as a path of its own as terminals paste a file that is
 * dropped on them. Large ones are made smaller where that can be done. A path that is no file stays what it is, a word.
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
    if (!model.input.includes("image")) {
      problems.push(`${path} is not attached, because ${model.id} cannot see images`);
      continue;
    }
    try {
      images.push((await loadImage(env, path)).content);
    } catch (cause) {
      if (!ToolError.isInstance(cause)) throw cause;
      problems.push(cause.message);
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
