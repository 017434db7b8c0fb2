/** A preparation that is costly and lasts: it is made by the first call, and every call waits for it. */
export function once(prepare: () => Promise<void>): () => Promise<void> {
  let prepared: Promise<void> | undefined;
  return () => {
    prepared ??= prepare();
    return prepared;
  };
}
