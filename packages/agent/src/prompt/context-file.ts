/** A file whose content the prompt shows. */
export interface ContextFile {
  /** Absolute, or a name that says what it is. */
  path: string;
  content: string;
}
