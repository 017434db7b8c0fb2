import type { Edit } from "../../src/edit/apply-edits.ts";

/** One call of `edit_file`, and what it has to do. */
export interface EditCase {
  kind: string;
  /** Where it comes from. */
  name: string;
  file: string;
  edits: Edit[];
  /** The file afterwards; empty when the edits must not apply. */
  edited: string;
  /** The line, from 1, that the first edit is about. */
  line: number;
}
