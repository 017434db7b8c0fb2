/** What is wrong with a settings file, or with what it says. */
export interface SettingsProblem {
  readonly code: SettingsProblemCode;
  /** `"error"`: repair it before anything runs. `"warning"`: everything else in the file holds. */
  readonly severity: "error" | "warning";
  /** What was wanted, what came and what to do, with file and line. */
  readonly message: string;
  readonly file: string;
  /** From 1. */
  readonly line?: number | undefined;
  /** The setting, for example `compaction.threshold`. */
  readonly setting?: string | undefined;
}

/** What is wrong with a settings file; decide by it, not by the message. */
export type SettingsProblemCode =
  | "unreadable"
  | "unwritable"
  | "too_large"
  /** The file is no JSON object. It is never written to. */
  | "invalid_json"
  /** A setting is there twice, so it is unclear which is meant. */
  | "duplicate_setting"
  | "invalid_value"
  | "unknown_setting"
  /** The project's file is there, and nobody has said that it may be used. */
  | "untrusted"
  /** A project's file may not say this. */
  | "not_for_projects";
