/** What is wrong with a file, a value or a request that goes into a prompt. */
export interface PromptProblem {
  readonly code: PromptProblemCode;
  /** `"error"`: it is left out. `"warning"`: it is used all the same. */
  readonly severity: "error" | "warning";
  /** What was wanted, what came and what to do. */
  readonly message: string;
  /** The file, when it is about one. */
  readonly path?: string | undefined;
}

/** Why a prompt file, skill or template is left out or cut. */
export type PromptProblemCode =
  | "not_found"
  | "not_a_file"
  | "too_large"
  /** It lies, or a link leads, outside the folder that was given. */
  | "outside_folder"
  | "unreadable"
  /** That the first run is over could not be remembered. */
  | "unwritable"
  /** Only its beginning is in the prompt. */
  | "truncated"
  | "invalid_timezone"
  | "invalid_front_matter"
  | "invalid_name"
  /** The name is not that of the folder. */
  | "name_mismatch"
  | "missing_description"
  | "invalid_description"
  | "invalid_tools"
  | "invalid_field"
  /** Another one of the same name came first. */
  | "duplicate"
  | "too_many_folders"
  | "unknown_skill"
  /** A skill needs tools that are not there. */
  | "missing_tools";

/** For folders in the order of precedence: what has a name that came before. */
export function duplicateOf(
  kept: { readonly name: string; readonly location: string },
  path: string,
): PromptProblem {
  const message = `${path} was left out: ${kept.location} is called "${kept.name}" too and comes first. Rename one of them.`;
  return { code: "duplicate", severity: "error", message, path };
}
