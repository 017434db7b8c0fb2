import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type ScriptedStep, type Step, type VendorServer, vendorServer } from "@argent/ai/testing";
import type { Pane, Tmux } from "./tmux.ts";

type ServerStep = NonNullable<NonNullable<Parameters<typeof vendorServer>[0]>["steps"]>[number];

export interface ChatMachineOptions {
  steps?: readonly ServerStep[] | undefined;
  /** What is started. Default: `chat`. */
  command?: string | undefined;
  /** Options of the command beside the model. */
  args?: readonly string[] | undefined;
  /** Files of the working folder; those that begin with `~/` of the home folder. */
  files?: Readonly<Record<string, string>> | undefined;
  env?: Readonly<Record<string, string>> | undefined;
  /** Default: `claude-sonnet-4-5`; none with an empty one. */
  model?: string | undefined;
  /** Starts the chat from a shell with job control. */
  inShell?: boolean | undefined;
  columns: number;
  rows: number;
}

/** A person's machine with a vendor on loopback, and chats in terminals there. */
export interface ChatMachine {
  /** The chat that was started first. */
  readonly pane: Pane;
  /** All that were started. */
  readonly panes: readonly Pane[];
  readonly server: VendorServer;
  readonly home: string;
  readonly cwd: string;
  /** Starts another chat there. */
  open(args?: readonly string[]): Promise<Pane>;
  /** Types a line and sends it. */
  say(text: string, pane?: Pane): Promise<void>;
  /** Waits until nothing works and everything is shown. */
  idle(pane?: Pane): Promise<void>;
  /** What lies in the working folder. */
  read(name: string): Promise<string>;
  /** The entries of the session files, oldest file first. */
  sessions(): Promise<Record<string, unknown>[][]>;
  close(): Promise<void>;
}

const spinner = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
const idleScreen = new RegExp(`^[^${spinner}]*\\n› Ask anything[^${spinner}]*$`);

const main = join(import.meta.dirname, "..", "..", "src", "main.ts");

export async function createChatMachine(
  tmux: Tmux,
  options: ChatMachineOptions,
): Promise<ChatMachine> {
  const { steps = [], args = [], files = {}, columns, rows } = options;
  const { command: name = "chat", model = "claude-sonnet-4-5" } = options;
  const home = await mkdtemp(join(tmpdir(), "argent-home-"));
  const cwd = join(home, "work");
  await mkdir(cwd);
  for (const [file, content] of Object.entries(files)) {
    const path = file.startsWith("~/") ? join(home, file.slice(2)) : join(cwd, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
  const server = await vendorServer({ steps });
  const env = {
    PATH: process.env.PATH ?? "",
    HOME: home,
    TERM: "tmux-256color",
    LANG: "C.UTF-8",
    ANTHROPIC_API_KEY: "test-key",
    ANTHROPIC_BASE_URL: server.url,
    OLLAMA_HOST: "127.0.0.1:1",
    ...options.env,
  };
  const panes: Pane[] = [];
  const open = async (more: readonly string[]) => {
    const command = [
      process.execPath,
      "--conditions=@argent/source",
      main,
      name,
      ...(model === "" ? [] : ["-m", model]),
      ...more,
    ];
    const pane = await tmux.open({
      command: options.inShell ? ["bash", "--norc", "--noprofile", "-i"] : command,
      cwd,
      env,
      columns,
      rows,
    });
    panes.push(pane);
    if (options.inShell) {
      const script = join(home, "chat.sh");
      await writeFile(script, `exec ${command.join(" ")}\n`);
      await pane.sees(/^\$/m); // what is typed before the shell is there would be shown twice
      await pane.type("sh ~/chat.sh");
      await pane.press("Enter");
    }
    return pane;
  };
  const pane = await open(args);
  const folder = join(home, ".argent", "sessions");

  return {
    pane,
    panes,
    server,
    home,
    cwd,
    open: (more = []) => open(more),
    async say(text, where = pane) {
      await where.type(text);
      await where.press("Enter");
    },
    idle: (where = pane) => where.sees(idleScreen),
    read: (file) => readFile(join(cwd, file), "utf8"),
    async sessions() {
      const files = (await readdir(folder)).filter((file) => file.endsWith(".jsonl")).sort();
      const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
      return texts.map((text) =>
        text
          .trimEnd()
          .split("\n")
          .map((line) => JSON.parse(line)),
      );
    },
    async close() {
      for (const each of panes) await each.close();
      await server.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** An answer whose price does not depend on the machine. */
export function answer(text: string, more: Step = {}): Step {
  return { text, usage: { input: 1_200, output: 80 }, ...more };
}

/** An answer that calls tools. */
export function calls(...toolCalls: NonNullable<Step["toolCalls"]>): Step {
  return { toolCalls, usage: { input: 1_500, output: 120 } };
}

/** A step that waits until it is let go; `reached` when it is asked for. */
export function gated(step: Step): Gated {
  const gate = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  return {
    step: async () => {
      reached.resolve();
      await gate.promise;
      return step;
    },
    reached: reached.promise,
    open: gate.resolve,
  };
}

export interface Gated {
  step: ScriptedStep<unknown>;
  reached: Promise<void>;
  open: () => void;
}

/** A screen with what differs from run to run replaced by something as long. */
export function masked(screen: string, { home }: Pick<ChatMachine, "home">): string {
  const place = (text: string) => text.replaceAll(/[^/\s.,]/g, "x");
  return screen
    .replaceAll(home, place(home))
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, place)
    .replaceAll(/argent-[0-9a-f]{8}\./g, "argent-xxxxxxxx.")
    .replaceAll(new RegExp(`[${spinner}]`, "g"), "⠿")
    .replaceAll(/ \d+\.\ds$/gm, "")
    .replaceAll(/\b(?:\d+m )?\d+s\b/g, "0s")
    .replaceAll(/\b([Pp])rocess \d+/g, "$1rocess 0")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d-]+Z/g, place)
    .replaceAll(/\(node:\d+\)/g, "(node:0)")
    .replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1:0");
}
