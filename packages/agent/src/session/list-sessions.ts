export async function findRecentSession(
  _sessionDir: string,
  _cwd: string,
): Promise<string | undefined> {
  return undefined;
}
