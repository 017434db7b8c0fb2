/** One thing that was looked at. */
export interface Check {
  name: string;
  /** `problem` stops runs; `note` is good to know. */
  status: "ok" | "note" | "problem";
  detail: string;
}
