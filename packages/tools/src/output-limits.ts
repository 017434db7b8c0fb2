/** How much of a file or of an output the model is shown. */
export interface OutputLimits {
  /** The most lines. */
  readonly lines: number;
  /** The most bytes of UTF-8. */
  readonly bytes: number;
}

/** Pi's limits. */
export const defaultLimits: OutputLimits = { lines: 2000, bytes: 50 * 1024 };

/** For people, for example `"50.0KB"`. */
export function formatSize(bytes: number): string {
  if (bytes < 1024) return `${bytes}B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)}KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)}MB`;
}
