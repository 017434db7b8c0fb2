import { expect, test } from "vitest";
import { openai } from "../../providers/openai.ts";
import { testModel } from "../../testing/test-model.ts";

const model = testModel({ id: "gpt-test", api: "openai-responses", provider: "openai" });
const answer = { type: "message", id: "msg_1", content: [{ type: "output_text", text: "Done." }] };

async function answerTo(...payloads: object[]) {
  const end = { type: "response.completed", response: { id: "resp_1", status: "completed" } };
  const body = [...payloads, end].map((payload) => `data: ${JSON.stringify(payload)}\n\n`).join("");
  const headers = { "content-type": "text/event-stream" };
  const provider = openai({
    apiKey: "key",
    baseUrl: model.baseUrl,
    fetch: async () => new Response(body, { headers }),
  });
  const messages = [{ role: "user" as const, content: "hello", timestamp: 0 }];
  return provider.complete({ model, messages });
}

function textsOf({ content }: Awaited<ReturnType<typeof answerTo>>) {
  return content.map((block) => (block.type === "text" ? block.text : block.type));
}

function item(type: "added" | "done", output_index: number, fields: object) {
  return { type: `response.output_item.${type}`, output_index, item: fields };
}

test.each([
  "web_search_call",
  "file_search_call",
  "code_interpreter_call",
  "computer_call",
  "computer_call_output",
  "custom_tool_call",
  "image_generation_call",
  "local_shell_call",
  "local_shell_call_output",
  "apply_patch_call",
  "mcp_call",
  "mcp_list_tools",
  "mcp_approval_request",
  "tool_search_output",
  "program",
  "program_output",
])("%s is text, once, and never a call of the client", async (type) => {
  const begun = { type, id: "x_1", call_id: "call_1", name: "look", status: "in_progress" };
  const ended = { ...begun, status: "completed", arguments: "{}" };
  const message = await answerTo(
    item("added", 0, begun),
    { type: "response.mcp_call_arguments.delta", output_index: 0, item_id: "x_1", delta: "{" },
    item("done", 0, ended),
    item("done", 0, ended),
    item("done", 1, answer),
  );
  expect(textsOf(message)).toEqual([JSON.stringify(ended), "Done."]);
  expect(message.stopReason).toBe("stop");
});

test.each(["compaction", "of_next_year", undefined])(
  "an item of type %s is passed over",
  async (type) => {
    const message = await answerTo(
      item("done", 0, { type, id: "x_1", name: "look", encrypted_content: "c2VjcmV0" }),
      item("done", 1, answer),
    );
    expect(textsOf(message)).toEqual(["Done."]);
  },
);

test("a generated image is kept without its bytes, however few", async () => {
  const image = { type: "image_generation_call", id: "ig_1", status: "completed" };
  const partial = { type: "response.image_generation_call.partial_image", output_index: 0 };
  const message = await answerTo(
    item("added", 0, image),
    { ...partial, item_id: "ig_1", partial_image_b64: "aGk=" },
    item("done", 0, { ...image, result: "aGk=" }),
  );
  expect(textsOf(message)).toEqual([JSON.stringify(image)]);
});

test("what goes back to the model is text, and no item of the vendor's", async () => {
  const call = { type: "web_search_call", id: "ws_1", status: "completed" };
  const message = await answerTo(item("done", 0, call), item("done", 1, answer));
  let sent: unknown;
  const provider = openai({
    apiKey: "key",
    baseUrl: model.baseUrl,
    fetch: async () => new Response("{}"),
  });
  await provider.complete({
    model,
    messages: [message],
    onRequest: (payload) => {
      sent = payload;
    },
  });
  expect(sent).toMatchObject({
    input: [
      { role: "assistant", content: JSON.stringify(call) },
      { type: "message", id: "msg_1", content: [{ text: "Done." }] },
    ],
  });
});
