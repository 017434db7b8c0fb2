import type { Api, Compat } from "../model.ts";

/** A provider as data: which protocols it speaks, where, with which key, and how it departs from them. */
export interface Vendor {
  readonly id: string;
  readonly name: string;
  /** The protocols it speaks; a model of another one is refused. */
  readonly apis: readonly Api[];
  /** Where its key may go. The first is the default; endpoints that belong to the caller have none. */
  readonly baseUrls: readonly string[];
  /** Environment variables that hold its key, the preferred one first. */
  readonly keyNames: readonly string[];
  /** Local servers need no key. Default `true`. */
  readonly needsKey?: boolean;
  readonly compat?: Compat;
}
