import type { BenchCase, Contender } from "../bench-case.ts";
import { answerOf, lengthOf } from "../wire/answer.ts";

const deltas = 200;

/** What a person waits for at the prompt: the version, and a short answer of a vendor on the loopback interface. */
export const command: BenchCase = {
  name: "command",
  summary:
    "argent --version, and argent run --print against a local vendor, beside pi (after pnpm build)",
  async workloads({ serverUrl, folder }) {
    const baseUrl = `${await serverUrl()}/text/${deltas}`;
    const env = { HOME: folder };
    const argentEnv = { ...env, ANTHROPIC_API_KEY: "none", ANTHROPIC_BASE_URL: baseUrl };
    const printArgs = ["--provider", "bench", "--model", "bench", "-p", "hi"];
    return [
      {
        name: "--version",
        series: "--version",
        size: 1,
        measures: "work",
        expected: 1,
        contenders: [
          floor({ program: "floor-nothing.mjs", env }),
          argent({ args: ["--version"], env }),
          ...pis({ args: ["--version"], env }),
        ],
      },
      {
        name: `print an answer of ${deltas} deltas`,
        series: "print",
        size: deltas,
        measures: "work",
        expected: lengthOf(answerOf("text", deltas)),
        contenders: [
          floor({ program: "floor-print.mjs", args: [baseUrl], env, counts: true }),
          argent({
            args: ["run", "--print", "hi", "-p", "anthropic", "--cwd", folder],
            env: argentEnv,
            counts: true,
          }),
          ...pis({ args: printArgs, env, counts: true, baseUrl }),
        ],
      },
    ];
  },
};

const floor = (job: Contender["job"]): Contender => ({
  name: "floor",
  owner: "floor",
  program: "programs/floor-command.mjs",
  job,
});

const argent = (job: Contender["job"]): Contender => ({
  name: "argent",
  owner: "argent",
  program: "programs/argent-command.mjs",
  job,
});

const pis = (job: Contender["job"]): Contender[] => [
  {
    name: "pi 0.73.1",
    owner: "pi-0.73",
    program: "peers/pi-command.mjs",
    job: { ...job, module: "@mariozechner/pi-coding-agent" },
  },
  {
    name: "pi 0.87.1",
    owner: "pi-0.87",
    program: "peers/pi-command.mjs",
    job: { ...job, module: "@earendil-works/pi-coding-agent" },
  },
];
