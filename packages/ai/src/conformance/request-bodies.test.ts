import { describe, expect, test } from "vitest";
import { authorLike, authors, conversationOf } from "../../test/conformance/conversations.ts";
import { endpoints } from "../../test/conformance/endpoints.ts";
import { expectedBody, type Kind } from "../../test/conformance/expected-bodies.ts";
import { shown, tool, user } from "../../test/conformance/shared-requests.ts";
import { type ThinkingRow, thinkingTable } from "../../test/conformance/thinking-table.ts";
import type { Message } from "../message.ts";
import { vendorServer } from "../testing/index.ts";
import { supportedThinkingLevels, thinkingLevels } from "../thinking.ts";

describe.each(thinkingTable)("$endpoint $model.id", (row) => {
  test.each(Object.entries(kindsFor(row)))("%s", async (_, { kind, messages }) => {
    const { model, levels } = row;
    const { create, extraFields } = endpointOf(row);
    await using server = await vendorServer({ extraFields });
    const provider = create({ apiKey: "key", baseUrl: server.baseUrl(model.api) });
    const withTools = kind.type !== "text" && kind.type !== "images";
    for (const thinking of thinkingLevels) {
      const answer = await provider.complete({
        model,
        systemPrompt: "Be brief.",
        messages,
        ...(withTools && { tools: [tool], toolChoice: "auto" }),
        thinking,
        cacheRetention: "none",
      });
      expect([answer.stopReason, answer.errorMessage], thinking).toEqual(["stop", undefined]);
      const expected = { ...expectedBody(row, kind), ...levels[thinking] };
      expect(server.requests.at(-1)?.body, thinking).toEqual(expected);
      const isChanged = !supportedThinkingLevels(model).includes(thinking);
      expect(answer.warnings?.[0] ?? "").toContain(isChanged ? `"${thinking}"` : "");
    }
    expect(server.requests).toHaveLength(thinkingLevels.length);
  });
});

function kindsFor({ model }: ThinkingRow): Record<string, { kind: Kind; messages: Message[] }> {
  const hello = [user("Hello.")];
  const own = authorLike(model);
  const kinds: ReturnType<typeof kindsFor> = {
    text: { kind: { type: "text" }, messages: hello },
    tools: { kind: { type: "tools" }, messages: hello },
    images: { kind: { type: "images" }, messages: shown },
    "its own conversation": { kind: { type: "own", ids: own.ids }, messages: conversationOf(own) },
  };
  for (const [name, author] of Object.entries(authors)) {
    const [first, second] = author.ids;
    const ids = [callIdOf(first), callIdOf(second)] as const;
    kinds[`a conversation of ${name}`] = {
      kind: { type: "foreign", ids },
      messages: conversationOf(author),
    };
  }
  return kinds;
}

/** Other models get the call's half of a pair. */
function callIdOf(id: string): string {
  return id.split("|")[0] ?? id;
}

function endpointOf({ endpoint, model }: ThinkingRow) {
  const found = endpoints.find(({ name, api }) => name === endpoint && api === model.api);
  if (found === undefined)
    throw new Error(`There is no endpoint "${endpoint}" for "${model.api}".`);
  return found;
}
