/** Every character here is an ordinary one for the shell. */
const plainCommand = /^[\w@%+=:,./ -]*$/;

/** Whether a command line is one plain command that begins with some words. */
export function isPlainCommand(command: string, words: string): boolean {
  const plain = command.trim();
  if (!plainCommand.test(plain)) return false;
  const [given, wanted] = [plain, words].map((text) => text.trim().split(/ +/));
  return (wanted ?? []).every((word, index) => given?.[index] === word);
}

/** Whether some words stand in a command line as a command could, as far as one can tell without a shell. */
export function containsCommand(command: string, words: string): boolean {
  const wanted = words.trim().split(/\s+/).join(" ");
  // Quotes and backslashes are the usual ways to write a word otherwise.
  const text = ` ${command.replaceAll(/["'\\]/g, "").replaceAll(/[^\w@%+=:,./-]+/g, " ")} `;
  return text.includes(` ${wanted} `) || text.includes(`/${wanted} `);
}
