/** Kills so many writers and prints what was found: `node --conditions=@argent/source rounds.ts [rounds] [seed]`. */
import { killSessions } from "./kill-sessions.ts";
const rounds = Number(process.argv[2] ?? 1_000);
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000);
const started = performance.now();
console.log(await killSessions({ rounds, seed }));
console.log(`${((performance.now() - started) / 1_000).toFixed(0)} s, seed ${seed}`);
