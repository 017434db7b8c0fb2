import { isIP } from "node:net";
import type { onRequestHookHandler } from "fastify";
import { isToken } from "./token.ts";

/** Refuses calls without the token, except for paths that tell nothing. */
export function requireToken(token: string, open: readonly string[]): onRequestHookHandler {
  return (request, reply, done) => {
    if (open.includes(request.url.split("?")[0] ?? "")) return done();
    const given = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? "";
    if (isToken(given, token)) return done();
    void reply
      .status(401)
      .header("www-authenticate", "Bearer")
      .send({
        error: {
          code: "auth",
          message: "Send the gateway's token: Authorization: Bearer <token>.",
        },
      });
  };
}

/**
 * A page in a browser must not reach a loopback gateway: neither by a name that resolves to it (the Host header shows
 * it) nor across origins.
 */
export function requireLocalCaller(host: string): onRequestHookHandler {
  return (request, reply, done) => {
    const name = hostName(request.headers.host ?? "");
    const origin = request.headers.origin;
    const isForeign = isLoopback(host) && !isLoopback(name);
    if (!isForeign && (origin === undefined || hostName(origin.replace(/^\w+:\/\//, "")) === name))
      return done();
    void reply.status(403).send({
      error: {
        code: "auth",
        message: "Calls from web pages and for other host names are refused.",
      },
    });
  };
}

function hostName(hostAndPort: string): string {
  return hostAndPort.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
}

/** Whether a host name or address is this machine's own, which no other machine reaches. */
export function isLoopback(name: string): boolean {
  return name === "localhost" || name === "::1" || (isIP(name) === 4 && name.startsWith("127."));
}
