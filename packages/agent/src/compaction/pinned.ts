/** Text that every summary carries unchanged. */
export interface PinnedSegment {
  /** The entry that it is the text of, or the caller's name for it. */
  id: string;
  text: string;
}

/** An entry with this label is pinned until the label is taken away. Of its content the text is carried, not the images. */
export const pinnedLabel = "pinned";

export function renderPinned(segments: readonly PinnedSegment[]): string {
  return segments.map(({ id, text }) => `<pinned id="${id}">\n${text}\n</pinned>`).join("\n\n");
}
