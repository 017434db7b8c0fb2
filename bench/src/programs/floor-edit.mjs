import { open, readFile, rename, writeFile } from "node:fs/promises";

/** Read, search, write; with `atomic` to another file that takes the place of the first. */
export default async function floorEdit({ args: { path, edits }, atomic }) {
  const [{ oldText, newText }] = edits;
  const text = await readFile(path, "utf8");
  const at = text.indexOf(oldText);
  if (at < 0 || text.includes(oldText, at + 1)) return 0;
  const edited = text.slice(0, at) + newText + text.slice(at + oldText.length);
  if (atomic) await replaceFile(path, edited);
  else await writeFile(path, edited);
  return 1;
}

async function replaceFile(path, text) {
  const file = await open(`${path}.new`, "w");
  await file.writeFile(text);
  await file.sync();
  await file.close();
  await rename(`${path}.new`, path);
}
