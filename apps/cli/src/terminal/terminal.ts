/** A terminal in raw mode, as a port: the process's own, or one in a test. */
export interface Terminal {
  readonly columns: number;
  readonly rows: number;
  write(data: string): void;
  /** Calls the listener with bytes as they are typed; the returned function stops that. */
  onInput(listener: (chunk: Uint8Array) => void): () => void;
  /** Calls the listener when the size has changed, or when everything must be drawn again. */
  onResize(listener: () => void): () => void;
  /** Hands the terminal back to the shell until the person comes back (Ctrl-Z, `fg`). */
  suspend(): void;
  /** Brings the terminal back to how it was found. */
  close(): void;
}

/** Bracketed paste, and keys told apart where the terminal can (Shift+Enter, Esc). */
export const enterRawScreen = "\u001b[?2004h\u001b[>1u";
/** Ends drawing, styles, paste marks and key reports, and shows the cursor. */
export const leaveRawScreen = "\u001b[?2026l\u001b[0m\u001b[<u\u001b[?2004l\u001b[?25h";
