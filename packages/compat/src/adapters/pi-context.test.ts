import { expect, test } from "vitest";
import { piContext } from "../../test/kit.ts";
import { fromPiContext } from "./pi-context.ts";

const tool = (name: string) => ({ name, description: name, parameters: { type: "object" } });

test("a context of 0.73 stays as it is", () => {
  const context = piContext();
  expect(fromPiContext(context)).toEqual(context);
  expect(fromPiContext(context).messages).toBe(context.messages);
});

test("system messages (Pi 0.86 and later) are replayed into one prompt and one list of tools", () => {
  const messages = [
    {
      role: "system",
      content: "Base.",
      sections: { rules: "Rule one.", mood: "Calm." },
      toolsAdded: [tool("a"), tool("b")],
      timestamp: 0,
    },
    { role: "user", content: "hi", timestamp: 1 },
    {
      role: "system",
      content: [{ type: "text", text: "More." }],
      sections: { rules: "Rule two.", mood: null },
      toolsRemoved: [{ name: "a" }],
      toolsAdded: [tool("c")],
      timestamp: 2,
    },
  ];
  const context = fromPiContext(JSON.parse(JSON.stringify({ messages })));
  expect(context.systemPrompt).toBe("Base.\n\nMore.\n\nRule two.");
  expect(context.tools?.map(({ name }) => name)).toEqual(["b", "c"]);
  expect(context.messages).toEqual([messages[1]]);
});
