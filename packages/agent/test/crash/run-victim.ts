import { spawn } from "node:child_process";
import { once } from "node:events";
import { statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { countSaid, readTestimony, type Testimony, type Topic } from "./testimony.ts";

/** An instant in the life of a victim. */
export interface Instant {
  /** After it has said this */
  said: Topic;
  /** so many times, */
  times: number;
  /** and so many milliseconds more, which are spent spinning, */
  spinMs: number;
  /** or as soon as the file has grown by so many bytes. */
  grownBy?: number | undefined;
}

export interface Victim {
  /** Resolves when the instant has come, while the victim goes on. */
  reached: Promise<void>;
  kill(signal: NodeJS.Signals): void;
  /** What it said, when it has ended. Rejects when it ended by itself and had no reason to. */
  ended: Promise<Testimony>;
}

/** Starts a victim in a process of its own. */
export function runVictim(path: string, seed: number, instant: Instant): Victim {
  const program = fileURLToPath(new URL("./victim.ts", import.meta.url));
  const args = ["--conditions=@argent/source", program, path, String(seed)];
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "pipe", "inherit"],
    // Most of a short life would be spent compiling.
    env: { ...process.env, NODE_COMPILE_CACHE: join(dirname(path), "compiled") },
  });
  let text = "";
  const { promise: reached, resolve } = Promise.withResolvers<void>();
  const look = () => {
    if (countSaid(text, instant.said) < instant.times) return;
    child.stdout.off("data", look);
    spin(path, instant);
    resolve();
  };
  child.stdout.setEncoding("utf8");
  child.stdout.on("data", (part: string) => {
    text += part;
  });
  child.stdout.on("data", look);
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
function spin(path: string, { spinMs, grownBy = Number.POSITIVE_INFINITY }: Instant): void {
  const size = () => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  const [endTime, endSize] = [performance.now() + spinMs, size() + grownBy];
  while (performance.now() < endTime && size() < endSize);
}
