/** The answer to `GET …/models`, in the dialect of who asks. */
export function modelList(
  path: string,
  headers: Readonly<Record<string, string>>,
  ids: readonly string[],
): object {
  if (/\/v1(alpha|beta)\d*\/models$/.test(path)) {
    return {
      models: ids.map((id) => ({
        name: `models/${id}`,
        displayName: id,
        supportedGenerationMethods: ["generateContent"],
      })),
    };
  }
  if ("anthropic-version" in headers) {
    return {
      data: ids.map((id) => ({
        type: "model",
        id,
        display_name: id,
        created_at: "2026-01-01T00:00:00Z",
      })),
      has_more: false,
      first_id: ids[0] ?? null,
      last_id: ids.at(-1) ?? null,
    };
  }
  return {
    object: "list",
    data: ids.map((id) => ({ id, object: "model", created: 1_700_000_000, owned_by: "scripted" })),
  };
}
