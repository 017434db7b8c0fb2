/** The names of an option such as `--tools read_file,bash`; `undefined` when it was not given. */
export function namesIn(text: string | undefined): string[] | undefined {
  return text
    ?.split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}
