import { ArgentSessionManager } from "@argent/agent";
import { emptyUsage } from "@argent/ai";
import fc from "fast-check";
import { expect, test } from "vitest";
import { exportHtml } from "./export-html.ts";
import { exportMarkdown } from "./export-markdown.ts";

interface Said {
  user?: string;
  answer?: string;
  thinking?: string;
  call?: Record<string, string>;
  result?: string;
  image?: { mimeType: string; data: string };
}

/** A session in which everything comes from somebody who wants to get out of his place. */
async function sessionOf(said: Said, name = "A session"): Promise<ArgentSessionManager> {
  const session = ArgentSessionManager.inMemory("/work");
  const { user = "u", answer = "a", thinking = "t", call = {}, result = "r", image } = said;
  const content = [{ type: "text" as const, text: user }];
  await session.appendMessage({
    role: "user",
    content: image ? [...content, { type: "image", ...image }] : content,
    timestamp: 0,
  });
  await session.appendMessage({
    role: "assistant",
    content: [
      { type: "thinking", thinking },
      { type: "text", text: answer },
      { type: "toolCall", id: "1", name: "bash", arguments: call },
    ],
    api: "anthropic-messages",
    provider: "p",
    model: answer,
    usage: emptyUsage(),
    stopReason: "error",
    errorMessage: answer,
    timestamp: 0,
  });
  await session.appendMessage({
    role: "toolResult",
    toolCallId: "1",
    toolName: result,
    content: [{ type: "text", text: result }],
    isError: false,
    timestamp: 0,
  });
  await session.appendMessage({
    role: "bashExecution",
    command: result,
    output: result,
    exitCode: 0,
    cancelled: false,
    truncated: false,
    timestamp: 0,
  });
  await session.appendSessionInfo(name);
  return session;
}

const attacks = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  '"><svg/onload=alert(1)>',
  "</pre></details></section></body><iframe src=//evil>",
  "[click](javascript:alert(1))",
  "[click](data:text/html,x)",
  "![x](https://evil.example/pixel.png)",
  '![x]("onerror=alert(1))',
  "<https://ok.example> <javascript:alert(1)>",
  "[a]: javascript:alert(1)\n\n[a]",
  "```\n</code></pre><script>\n```",
  "| a |\n|---|\n| <b onclick=x> |",
  "</style><script>",
  "<script><b <img src=x onerror=alert(1)",
  "<pre><a <code onclick=x",
  "\u0000<scr\u0000ipt>",
];

const tags =
  /^(?:!doctype|html|head|meta|title|style|body|h[1-6]|dl|dt|dd|section|time|div|p|pre|code|details|summary|img|a|ul|ol|li|strong|em|del|blockquote|table|thead|tbody|tr|th|td|hr|br|input)$/;
const attributes =
  /^(?:html|lang|charset|http-equiv|content|name|class|datetime|href|rel|src|alt|title|start|align|type|checked|disabled)$/;

/** Reads the page as a browser would, as far as tags go, and complains about what must not be there. */
function faultsOf(page: string): string[] {
  const faults: string[] = [];
  const tag = /<(\/?)([a-zA-Z!][^\s/>]*)((?:"[^"]*"|[^">])*)>/g;
  for (const [whole, , name = "", rest = ""] of page.matchAll(tag)) {
    if (!tags.test(name.toLowerCase())) faults.push(whole);
    for (const [, attribute = "", , value = ""] of rest.matchAll(/([^\s=/"]+)(="([^"]*)")?/g)) {
      if (!attributes.test(attribute.toLowerCase())) faults.push(whole);
      if (attribute === "href" && !/^(?:https?:\/\/|mailto:)/i.test(value)) faults.push(whole);
      if (attribute === "src" && !/^data:image\//.test(value)) faults.push(whole);
    }
  }
  if (page.replaceAll(tag, "").includes("<")) faults.push("a < that is no tag");
  return faults;
}

test("no attack becomes anything but text", async () => {
  for (const text of attacks) {
    const everywhere = {
      user: text,
      answer: text,
      thinking: text,
      call: { [text]: text },
      result: text,
    };
    const page = exportHtml(await sessionOf(everywhere, text));
    expect(faultsOf(page), text).toEqual([]);
    expect(page.match(/<body>/g), text).toHaveLength(1);
  }
});

test("the check finds what it is for", () => {
  expect(faultsOf('<p onclick="x">')).toHaveLength(1);
  expect(faultsOf("<script>")).toHaveLength(1);
  expect(faultsOf('<a href="javascript:x">')).toHaveLength(1);
  expect(faultsOf('<img src="https://evil/x.png">')).toHaveLength(1);
});

test("whatever is said, the page keeps its form", async () => {
  const piece = fc.oneof(
    fc.constantFrom(
      ...attacks,
      "<",
      ">",
      '"',
      "'",
      "&",
      "`",
      "```\n",
      "[",
      "](",
      ")",
      "!",
      "\n\n",
      "# ",
      "> ",
    ),
    fc.string(),
  );
  const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(""));
  await fc.assert(
    fc.asyncProperty(text, text, async (user, result) => {
      expect(faultsOf(exportHtml(await sessionOf({ user, answer: user, result })))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test("the page forbids itself everything but its own style and images that are in it", async () => {
  const page = exportHtml(await sessionOf({}));
  expect(page).toMatch(
    /Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'sha256-/,
  );
});

test("an image is shown when it is one, and named when it is not", async () => {
  const png = { mimeType: "image/png", data: "iVBORw0KGgo=" };
  expect(exportHtml(await sessionOf({ image: png }))).toContain(
    'src="data:image/png;base64,iVBORw0KGgo="',
  );
  const svg = { mimeType: "image/svg+xml", data: "PHN2Zz4=" };
  expect(exportHtml(await sessionOf({ image: svg }))).not.toContain("<img");
  const quote = { mimeType: "image/png", data: '" onerror="x' };
  expect(exportHtml(await sessionOf({ image: quote }))).not.toContain("<img");
});

test("Markdown is rendered: lists, code, links to the web", async () => {
  const answer = "- one\n- `two`\n\n[site](https://example.com/?a=1&b=2)";
  const page = exportHtml(await sessionOf({ answer }));
  expect(page).toContain("<li>one</li>");
  expect(page).toContain("<code>two</code>");
  expect(page).toContain(
    '<a href="https://example.com/?a=1&amp;b=2" rel="noopener noreferrer">site</a>',
  );
});

test("in Markdown what a tool gave stays in its fence", async () => {
  const result = "````\n# not a heading\n```";
  const text = exportMarkdown(await sessionOf({ user: "Do it.", result }, "The *name*"));
  expect(text).toContain("# The \\*name\\*\n");
  expect(text).toContain("## User\n\nDo it.\n");
  expect(text).toContain("`````\n````\n# not a heading\n```\n`````");
});
