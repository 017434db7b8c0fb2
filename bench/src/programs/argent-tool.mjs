import { createCodingTools } from "@argent/tools";

/** `secrets`: values that are looked for in everything that the tool shows. */
export default async function argentTool({ tool, cwd, args, shows, secrets }) {
  const tools = createCodingTools({ cwd, names: "pi", secrets });
  const found = tools.find(({ name }) => name === tool);
  const { content } = await found.execute("call", args);
  return Number(content[0].text.includes(shows));
}
