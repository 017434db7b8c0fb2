/** Hosts add their own messages here by declaration merging. */
// biome-ignore lint/suspicious/noEmptyInterface: a declaration-merging target has no members of its own
export interface CustomAgentMessages {}
