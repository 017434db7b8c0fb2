import { argentFolder as folderOf, type Variables } from "@argent/tools/app";
import { ambient } from "./ambient.ts";

export function argentFolder(env: Variables): string {
  return folderOf(ambient(env));
}
