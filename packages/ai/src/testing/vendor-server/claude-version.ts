/** 408 for Claude 4.8; `undefined` for the names of other models, and for those of the first generations. */
export function claudeVersion(model: string): number | undefined {
  const version = /^claude-[a-z]+-(\d+)(?:-(\d{1,2}))?(?:-|$)/.exec(model);
  if (version === null) return undefined;
  const [, major, minor = "0"] = version;
  return Number(major) * 100 + Number(minor);
}
