import { createCodingTools } from "@argent/tools";

export default async function argentTool({ tool, cwd, args, shows }) {
  const found = createCodingTools({ cwd, names: "pi" }).find(({ name }) => name === tool);
  const { content } = await found.execute("call", args);
  return Number(content[0].text.includes(shows));
}
