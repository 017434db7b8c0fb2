import type { MarkdownLook } from "./markdown/render-blocks.ts";

/** How things are shown: colours, and the columns of the terminal now. */
export type Look = MarkdownLook;
