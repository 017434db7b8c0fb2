import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

/** A tmux server of its own, with a pane for each program that is tried. */
export interface Tmux {
  open(options: PaneOptions): Promise<Pane>;
  close(): Promise<void>;
}

export interface PaneOptions {
  command: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
  columns: number;
  rows: number;
}

/** A terminal with a program in it. */
export interface Pane {
  /** Presses keys by their tmux names: `Enter`, `Escape`, `C-c`, `M-Enter`, `Up`. */
  press(...keys: string[]): Promise<void>;
  /** Types text as it is. */
  type(text: string): Promise<void>;
  /** Pastes text as a terminal does that brackets pastes. */
  paste(text: string): Promise<void>;
  /** What the screen shows, without spaces at the ends of lines. */
  screen(): Promise<string>;
  /** The screen with its colours. */
  styled(): Promise<string>;
  /** Whether the cursor is shown. */
  showsCursor(): Promise<boolean>;
  /** Sends a signal to the program, by its name without SIG. */
  signal(name: string): Promise<void>;
  /** The screen and everything that was scrolled off it. */
  history(): Promise<string>;
  /** Waits until the screen shows this; rejects with the screen when it does not come. */
  sees(wanted: string | RegExp): Promise<void>;
  resize(columns: number, rows: number): Promise<void>;
  /** Waits until the program has ended and gives its exit code. */
  exit(): Promise<number>;
  /** Takes the terminal away from the program, and waits until that has ended. */
  close(): Promise<void>;
}

const run = promisify(execFile);
/** Milliseconds between two looks at a screen. */
export const lookMs = 100;
/** Milliseconds after which what is waited for does not come; far more than a busy machine needs. */
export const patienceMs = 60_000;

export async function startTmux(name: string): Promise<Tmux> {
  const tmux = async (...args: string[]) => {
    const { stdout } = await run("tmux", ["-u", "-L", name, "-f", "/dev/null", ...args], {
      env: { PATH: process.env.PATH ?? "", LANG: "C.UTF-8", TERM: "xterm-256color" },
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  };
  let count = 0;
  // The server goes on with no session, so that it is shared; a pane stays when its program ends, so that it can be looked at.
  await tmux(
    "start-server",
    ";",
    "set-option",
    "-g",
    "exit-empty",
    "off",
    ";",
    "set-option",
    "-g",
    "remain-on-exit",
    "on",
    ";",
    "set-option",
    "-g",
    "remain-on-exit-format",
    "",
    ";",
    "set-option",
    "-g",
    "status",
    "off",
    ";",
    "set-option",
    "-g",
    "history-limit",
    "20000",
    ";",
    "set-option",
    "-s",
    "escape-time",
    "0",
  );

  return {
    async open({ command, cwd, env, columns, rows }) {
      const id = `pane${++count}`;
      const exitFile = join(tmpdir(), `${name}-${id}.exit`);
      const variables = Object.entries({ ...env, ARGENT_EXIT_FILE: exitFile }).map(
        ([key, value]) => `${key}=${value}`,
      );
      await tmux(
        "new-session",
        "-d",
        "-s",
        id,
        "-x",
        String(columns),
        "-y",
        String(rows),
        "-c",
        cwd,
        "env",
        "-i",
        ...variables,
        "sh",
        "-c",
        keepExitCode,
        "sh",
        ...command,
      );
      return paneOf(id, exitFile, tmux);
    },
    close: async () => {
      await tmux("kill-server");
    },
  };
}

/** tmux itself loses the exit code of a program now and then. The shell outlives the terminal, to tell when the program ended. */
const keepExitCode = 'trap : HUP; "$@"; printf %s "$?" > "$ARGENT_EXIT_FILE"';

function paneOf(id: string, exitFile: string, tmux: (...args: string[]) => Promise<string>): Pane {
  const target = `=${id}:`;
  const screen = async () => trimmed(await tmux("capture-pane", "-p", "-t", target));

  const ended = async () => {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const code = await readFile(exitFile, "utf8").catch(() => ""); // it has not ended yet
      if (code !== "") return Number(code);
      if (Date.now() > deadline) throw new Error("The program has not ended.");
      await pause(lookMs);
    }
  };

  return {
    screen,
    styled: () => tmux("capture-pane", "-p", "-e", "-t", target),
    showsCursor: async () =>
      (await tmux("display-message", "-p", "-t", target, "#{cursor_flag}")).trim() === "1",
    async signal(signal) {
      const shell = (await tmux("display-message", "-p", "-t", target, "#{pane_pid}")).trim();
      const { stdout } = await run("ps", ["-A", "-o", "pid=,ppid="]);
      const processes = stdout.split("\n").map((line) => line.trim().split(/\s+/));
      const program = processes.find(([, parent]) => parent === shell)?.[0];
      process.kill(Number(program), `SIG${signal}`);
    },
    history: async () => trimmed(await tmux("capture-pane", "-p", "-S", "-", "-t", target)),
    press: async (...keys) => {
      await tmux("send-keys", "-t", target, ...keys);
    },
    type: async (text) => {
      await tmux("send-keys", "-t", target, "-l", "--", text);
    },
    async paste(text) {
      const file = join(await mkdtemp(join(tmpdir(), "argent-paste-")), "text");
      await writeFile(file, text);
      await tmux("load-buffer", "-b", id, file);
      await tmux("paste-buffer", "-p", "-d", "-b", id, "-t", target);
      await rm(dirname(file), { recursive: true });
    },
    async sees(wanted) {
      const deadline = Date.now() + patienceMs;
      for (;;) {
        const shown = await screen();
        if (contains(shown, wanted)) return;
        if (Date.now() > deadline) {
          throw new Error(`The screen does not show ${String(wanted)}. It shows:\n${shown}`);
        }
        await pause(lookMs);
      }
    },
    resize: async (columns, rows) => {
      await tmux("resize-window", "-t", target, "-x", String(columns), "-y", String(rows));
    },
    exit: ended,
    close: async () => {
      await tmux("kill-session", "-t", `=${id}`);
      await ended();
      await rm(exitFile, { force: true });
    },
  };
}

function contains(screen: string, wanted: string | RegExp): boolean {
  return typeof wanted === "string" ? screen.includes(wanted) : wanted.test(screen);
}

function trimmed(screen: string): string {
  return screen
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")
    .trimEnd();
}
