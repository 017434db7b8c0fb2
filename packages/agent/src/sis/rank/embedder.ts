/** Gives texts places in a space where near means alike. Optional: without one, lessons are found by their words. */
export interface Embedder {
  /** One vector of the same length for each text. */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<readonly (readonly number[])[]>;
  /** The cosine, from -1 to 1, from which on two texts are about the same. Depends on the model. */
  minSimilarity: number;
}
