import { createApproval, createCodingTools, localEnv } from "@argent/tools";

const env = localEnv({ cwd: process.cwd(), env: { PATH: process.env.PATH } });
const approval = createApproval({
  mode: "ask-before-write",
  ask: async ({ tool }) => ({ allow: false, reason: `nobody is here to allow ${tool}` }),
});
const tools = createCodingTools({ cwd: env.cwd, env, approval }); // an Agent's `tools`
console.log(tools.map(({ name }) => name).join(" "));
