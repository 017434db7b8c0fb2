import type { AgentTool, AgentToolResult } from "@argent/agent";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createApproval } from "../approval/approval.ts";
import { memoryEnv } from "../env/memory-env.ts";
import {
  createMcpTools,
  definitionHash,
  type McpServer,
  type McpToolDefinition,
  type McpToolsOptions,
  mcpToolName,
  memoryApprovedDefinitions,
} from "./index.ts";

const echo: McpToolDefinition = {
  name: "echo",
  description: "Says it again.",
  inputSchema: { type: "object", properties: { text: { type: "string" } }, required: ["text"] },
};

/** A server whose tools can be replaced, and what it was asked. */
function fakeServer(name: string, ...definitions: McpToolDefinition[]) {
  let tools = definitions;
  const calls: [string, Record<string, unknown>][] = [];
  const server: McpServer = {
    name,
    tools: () => tools,
    async call(tool, args) {
      calls.push([tool, args]);
      return { content: [{ type: "text", text: `said ${args.text}` }] };
    },
    close: async () => {},
  };
  return { server, calls, replace: (...next: McpToolDefinition[]) => (tools = next) };
}

function toolsOf(servers: readonly McpServer[], options: Partial<McpToolsOptions> = {}) {
  const tools = createMcpTools(servers, { env: memoryEnv({}), ...options });
  const call = (name: string, params: object) =>
    (tools.find((tool) => tool.name === name) ?? expect.fail(`no ${name}`)).execute(
      "call-1",
      params,
    );
  return { tools, call };
}

const textOf = ({ content }: AgentToolResult) =>
  content.map((block) => (block.type === "text" ? block.text : block.type)).join("\n");

describe("a tool of a server", () => {
  test("has a name of its own, counts as external, and its words are marked as data", async () => {
    const { server, calls } = fakeServer("notes", echo);
    const { tools, call } = toolsOf([server]);
    expect(tools).toMatchObject([{ name: "mcp__notes__echo", effect: "external" }]);
    const result = await call("mcp__notes__echo", { text: "hello" });
    expect(textOf(result)).toMatch(/Data from the MCP server "notes".*\nsaid hello\n\[End of data/);
    expect(calls).toEqual([["echo", { text: "hello" }]]);
  });

  test("shows no keys and at most so many characters", async () => {
    const { server } = fakeServer("notes", echo);
    const { call } = toolsOf([server], { secrets: ["open sesame"], maxCharacters: 40 });
    const text = textOf(await call("mcp__notes__echo", { text: `open sesame ${"x".repeat(100)}` }));
    expect(text).toContain("said [redacted] xxx");
    expect(text).toContain("[77 more characters are not shown.");
  });

  test("runs only when the approval allows it, which sees that nothing confines it", async () => {
    const { server, calls } = fakeServer("notes", echo);
    const asked: unknown[] = [];
    const approval = createApproval({
      mode: "ask-before-write",
      async ask({ tool, effect, isolation }) {
        asked.push([tool, effect, isolation.description]);
        return { allow: false };
      },
    });
    const { call } = toolsOf([server], { approval });
    await expect(call("mcp__notes__echo", { text: "x" })).rejects.toMatchObject({ code: "denied" });
    expect(asked).toEqual([["mcp__notes__echo", "external", "an MCP server, not isolated"]]);
    expect(calls).toEqual([]);
  });
});

describe("a definition that changes", () => {
  const changed = { ...echo, description: "Says it again, and to its author." };

  test("after it was allowed is refused in a later session, until a person accepts it", async () => {
    const approved = memoryApprovedDefinitions();
    const { server, calls, replace } = fakeServer("notes", echo);
    await toolsOf([server], { approved }).call("mcp__notes__echo", { text: "1" });
    replace(changed);
    const later = toolsOf([server], { approved });
    await expect(later.call("mcp__notes__echo", { text: "2" })).rejects.toMatchObject({
      code: "changed",
      message: expect.stringContaining("has changed since it was allowed"),
    });
    await approved.set("mcp__notes__echo", definitionHash(changed));
    await later.call("mcp__notes__echo", { text: "3" });
    expect(calls).toHaveLength(2);
  });

  test("while it is on offer is refused, and so is one that is gone", async () => {
    const { server, replace } = fakeServer("notes", echo);
    const { call } = toolsOf([server]);
    replace(changed);
    await expect(call("mcp__notes__echo", { text: "1" })).rejects.toMatchObject({
      code: "changed",
    });
    replace();
    await expect(call("mcp__notes__echo", { text: "1" })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  test("is one that says something else, not one with its keys in another order", () => {
    const { inputSchema } = echo;
    const turned = Object.fromEntries(Object.entries(inputSchema).reverse());
    expect(definitionHash({ ...echo, inputSchema: turned })).toBe(definitionHash(echo));
    const wider = { ...inputSchema, required: [] };
    expect(definitionHash({ ...echo, inputSchema: wider })).not.toBe(definitionHash(echo));
  });
});

describe("names", () => {
  test("are taken by every vendor, and never shared by two tools", () => {
    const part = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 80 }),
      fc.string({ unit: fc.constantFrom("a", "_", "-", " "), maxLength: 12 }),
    );
    fc.assert(
      fc.property(part, part, part, part, (server, tool, otherServer, otherTool) => {
        const name = mcpToolName(server, tool);
        expect(name).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
        if (server !== otherServer || tool !== otherTool) {
          expect(mcpToolName(otherServer, otherTool)).not.toBe(name);
        }
      }),
    );
  });

  test("tell `a` `b__c` from `a__b` `c`", () => {
    expect(mcpToolName("a", "b__c")).not.toBe(mcpToolName("a__b", "c"));
  });
});

describe("more tools than are listed", () => {
  const many = (count: number): McpToolDefinition[] =>
    Array.from({ length: count }, (_, index) => ({ ...echo, name: `tool${index}` }));
  const weather = { ...echo, name: "get_forecast", description: "The weather of a place." };

  test("are found by their words and called by name", async () => {
    const { server, calls } = fakeServer("notes", ...many(8), weather);
    const { tools, call } = toolsOf([server], { maxListed: 8 });
    expect(tools.map(({ name }) => name)).toEqual(["mcp_search", "mcp_call"]);
    const found = textOf(await call("mcp_search", { query: "weather forecasts", limit: 1 }));
    expect(found).toMatch(/^mcp__notes__get_forecast\nThe weather of a place\.\nParameters: \{/);
    await call("mcp_call", { tool: "mcp__notes__get_forecast", arguments: { text: "Bern" } });
    expect(calls).toEqual([["get_forecast", { text: "Bern" }]]);
  });

  test("are still validated, approved by their own names, and named when they are unknown", async () => {
    const { server, calls } = fakeServer("notes", ...many(3));
    const asked: string[] = [];
    const approval = createApproval({
      mode: "ask-before-write",
      ask: async ({ tool }) => {
        asked.push(tool);
        return { allow: true };
      },
    });
    const { call } = toolsOf([server], { maxListed: 2, approval });
    const tool = "mcp__notes__tool1";
    await expect(call("mcp_call", { tool, arguments: {} })).rejects.toThrow(/text/);
    await call("mcp_call", { tool, arguments: { text: "x" } });
    await expect(call("mcp_call", { tool: "rm" })).rejects.toMatchObject({ code: "not_found" });
    expect(asked).toEqual([tool]);
    expect(calls).toHaveLength(1);
    expect(textOf(await call("mcp_search", { query: "zebra" }))).toContain("No tool fits");
  });

  test("are listed up to the cap", () => {
    const { server } = fakeServer("notes", ...many(8));
    const names = toolsOf([server], { maxListed: 8 }).tools.map((tool: AgentTool) => tool.name);
    expect(names).toHaveLength(8);
  });
});
