import { createCodingTools } from "@mariozechner/pi-coding-agent";

export default async function piTool({ tool, cwd, args, shows }) {
  const found = createCodingTools(cwd).find(({ name }) => name === tool);
  const { content } = await found.execute("call", args);
  return Number(content[0].text.includes(shows));
}
