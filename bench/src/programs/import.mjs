/** Imports a module, or nothing. */
export default async function importModule({ specifier }) {
  if (specifier) await import(specifier);
}
