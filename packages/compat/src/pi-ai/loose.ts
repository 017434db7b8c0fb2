/** What Pi's declarations leave open. Hosts' programs read tool arguments and details without narrowing. */
// biome-ignore lint/suspicious/noExplicitAny: Pi says any in these places, and hosts compile only with it
export type Loose = any;
