import type { Turn } from "./adapter.ts";

/** The request's user, under the name that the endpoint of one of OpenAI's protocols has for it. */
export function userField({ compat, request }: Turn): object {
  const userId = request.metadata?.user_id;
  if (compat.userField === undefined || typeof userId !== "string" || userId === "") return {};
  return { [compat.userField]: userId };
}
