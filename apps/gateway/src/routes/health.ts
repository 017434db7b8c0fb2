import type { Runtime } from "@argent/agent";
import type { FastifyInstance } from "fastify";
import { version } from "../version.ts";

export function healthRoute(server: FastifyInstance, runtime: Runtime): void {
  server.get("/health", () => ({ status: "ok", runtime: runtime.id, version: version() }));
}
