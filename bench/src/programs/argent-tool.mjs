import { createCodingTools, localEnv } from "@argent/tools";

/** `secrets`: values that are looked for in everything that the tool shows. */
export default async function argentTool({ tool, cwd, args, shows, secrets }) {
  const env = localEnv({ cwd });
  const tools = createCodingTools({ cwd, env, names: "pi", secrets });
  const found = tools.find(({ name }) => name === tool);
  const { content } = await found.execute("call", args);
  await env.close(); // removes the file with the whole output
  return Number(content[0].text.includes(shows));
}
