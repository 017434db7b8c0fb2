import type { AgentTool } from "@argent/agent";
import { ToolError } from "../tool-error.ts";

export interface ToolChoice {
  /** Names; default: all. */
  tools?: readonly string[] | undefined;
  /** Only tools that read. */
  readOnly?: boolean | undefined;
}

/** The tools that a child agent gets: never one that its parent does not have. */
export function chooseTools(tools: readonly AgentTool[], choice: ToolChoice): AgentTool[] {
  const { tools: wanted, readOnly = false } = choice;
  const unknown = wanted?.filter((name) => !tools.some((tool) => tool.name === name)) ?? [];
  if (unknown.length > 0) {
    const names = tools.map((tool) => tool.name).join(", ");
    const message = `There is no tool ${unknown.join(", ")} for a sub-agent. Choose from: ${names}.`;
    throw new ToolError("invalid", message);
  }
  return tools.filter(
    ({ name, effect }) => (!wanted || wanted.includes(name)) && (!readOnly || effect === "read"),
  );
}
