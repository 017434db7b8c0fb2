import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { countSaid, readTestimony, type Testimony } from "./testimony.ts";

/** An instant in the life of a victim. */
export interface Instant {
  /** After it said so much: 0 and it has just started, 1 and its program is loaded, more and it works. */
  said: number;
  /** And so many milliseconds later, which are spent spinning. */
  spinMs: number;
}

export interface Victim {
  /** Resolves when the instant has come, while the victim goes on. */
  reached: Promise<void>;
  kill(signal: NodeJS.Signals): void;
  /** What it said, when it has ended. Rejects when it ended by itself and had no reason to. */
  ended: Promise<Testimony>;
}

/** Starts a victim in a process of its own. */
export function runVictim(path: string, seed: number, { said, spinMs }: Instant): Victim {
  const program = fileURLToPath(new URL("./victim.ts", import.meta.url));
  const args = ["--conditions=@argent/source", program, path, String(seed)];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  const { promise: reached, resolve } = Promise.withResolvers<void>();
  const look = () => {
    if (countSaid(text) < said) return;
    child.stdout.off("data", look);
    spin(spinMs);
    resolve();
  };
  child.stdout.setEncoding("utf8");
  child.stdout.on("data", (part: string) => {
    text += part;
  });
  child.stdout.on("data", look);
  child.on("spawn", look);
  const ended = once(child, "close").then(([code, signal]) => {
    resolve();
    const testimony = readTestimony(text);
    if (signal === "SIGKILL" || (code === 0 && testimony.isFenced)) return testimony;
    throw new Error(
      `The victim ended with ${signal ?? code}; it should have gone on. Seed ${seed}.`,
    );
  });
  ended.catch(() => {}); // whoever awaits it is told; until then nobody need
  return { reached, kill: (signal) => child.kill(signal), ended };
}

/** A timer could not wait for so short a time, and would wait for as long as the machine is busy. */
function spin(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}
