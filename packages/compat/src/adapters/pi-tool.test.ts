import { Type as Type034 } from "@sinclair/typebox";
import { Type } from "typebox";
import { expect, expectTypeOf, test } from "vitest";
import type { AgentTool } from "../pi-agent-core/types.ts";
import { fromPiTool, toPiTool } from "./pi-tool.ts";

const content = [{ type: "text" as const, text: "no" }];

test("a failure with content becomes a throw with its text", async () => {
  const tool = toPiTool({
    name: "t",
    description: "T",
    parameters: { type: "object" },
    execute: async () => ({ content, isError: true }),
  });
  expect(tool.label).toBe("t");
  await expect(tool.execute("1", {})).rejects.toThrow("no");
});

test("a result, its updates and what the tool says of itself go through as they are", async () => {
  const updates: unknown[] = [];
  const tool = toPiTool({
    name: "t",
    label: "Doing t",
    description: "T",
    parameters: { type: "object" },
    executionMode: "sequential",
    prepareArguments: (args) => args,
    async execute(id, params, signal, onUpdate) {
      onUpdate?.({ content, details: { id, params, aborted: signal?.aborted } });
      return { content, details: { done: true }, terminate: true };
    },
  });
  const result = await tool.execute("1", { a: 1 }, AbortSignal.abort(), (update) =>
    updates.push(update.details),
  );
  expect(updates).toEqual([{ id: "1", params: { a: 1 }, aborted: true }]);
  expect(result).toEqual({ content, details: { done: true }, terminate: true });
  expect(fromPiTool(tool)).toMatchObject({ label: "Doing t", executionMode: "sequential" });
});

test("a tool's parameters are typed by TypeBox 0.34, TypeBox 1.x and plain JSON Schema", () => {
  const older = Type034.Object({
    query: Type034.String(),
    limit: Type034.Optional(Type034.Number()),
  });
  const newer = Type.Object({ query: Type.String(), limit: Type.Optional(Type.Number()) });
  const plain = {
    type: "object",
    properties: { query: { type: "string" }, limit: { type: "number" } },
    required: ["query"],
  } as const;
  type Params<Tool extends { execute: (...args: never[]) => unknown }> = Parameters<
    Tool["execute"]
  >[1];
  type Expected = { query: string; limit?: number };
  expectTypeOf<Params<AgentTool<typeof older>>>().toEqualTypeOf<Expected>();
  expectTypeOf<Params<AgentTool<typeof newer>>>().toEqualTypeOf<Expected>();
  expectTypeOf<Params<AgentTool<typeof plain>>>().toEqualTypeOf<Expected>();
  expectTypeOf<Params<AgentTool<{ query: string }, void>>>().toEqualTypeOf<{ query: string }>();
  const tools: AgentTool[] = [older, newer, plain].map((parameters) => ({
    name: "search",
    description: "Searches.",
    parameters,
    execute: async () => ({ content }),
  }));
  expect(tools.map(fromPiTool)).toEqual(tools);
});
