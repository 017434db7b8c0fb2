import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { type Clock, systemClock } from "../../clock.ts";
import { AiError } from "../../error.ts";
import type { Api } from "../../model.ts";
import { toAiError } from "../../vendor-error.ts";
import { answerOf, callIds } from "../answer.ts";
import type { ScriptedStep, Step } from "../step.ts";
import { createStepQueue, type StepQueue } from "../step-queue.ts";
import { answerTurn } from "./answer-turn.ts";
import { type Split, splitBytes } from "./framing.ts";
import { modelList } from "./model-list.ts";
import type { VendorProtocol } from "./protocol.ts";
import { isVendorApi, protocols } from "./protocols.ts";
import { type Exchange, type RecordedRequest, recordRequest } from "./recorded-request.ts";
import { refuseRequest } from "./refuse-request.ts";
import { routeOf, type TurnRoute } from "./route.ts";
import { sendJson, sendRefusal } from "./send.ts";

/** What the server answers, and how it writes it. */
export interface VendorServerOptions {
  /** The answers in order, one a request. Without steps and recordings every request is answered with "ok". */
  steps?: readonly ScriptedStep<RecordedRequest>[] | undefined;
  /** Shorthand for steps that each replay a recording. They come before `steps`. */
  recordings?: readonly NonNullable<Step["recording"]>[] | undefined;
  /** What follows the last step: the vendor's refusal (the default), or the last step again and again. */
  onExhausted?: "error" | "repeat" | undefined;
  /** Refuse what the vendor would refuse. Default `true`. */
  validate?: boolean | undefined;
  /** Fields that are accepted anywhere although the vendor does not know them, for servers that extend a protocol. */
  extraFields?: readonly string[] | undefined;
  /** Cut bodies anew, with no regard for events, lines or characters. Default: a write an event. */
  split?: Split | undefined;
  /** The line ending of streams. Default: the vendor's own. */
  crlf?: boolean | undefined;
  /** Put a comment and, where the vendor has one, a ping between the events. Default `false`. */
  comments?: boolean | undefined;
  /** Milliseconds before each write, for steps that do not say. Default 0. */
  delayMs?: number | undefined;
  /** Default: one that is free. */
  port?: number | undefined;
  /** The API keys that are accepted. Default: any, and none. */
  keys?: readonly string[] | undefined;
  /** The ids that `GET …/models` lists. */
  models?: readonly string[] | undefined;
  /** Drives the delays. Default: the system's. */
  clock?: Clock | undefined;
}

/** A running server. Close it, or declare it with `await using`. */
export interface VendorServer extends AsyncDisposable {
  readonly url: string;
  /** What the `baseUrl` of a model of this protocol would be. */
  baseUrl(api: Api): string;
  /** All requests whose bodies have arrived, in order. */
  readonly requests: readonly RecordedRequest[];
  /** Resolves with the n-th request, counted from one. Rejects when the server is closed before it comes. */
  waitForRequest(n: number): Promise<RecordedRequest>;
  /** Adds steps behind those that are left. */
  append(...steps: ScriptedStep<RecordedRequest>[]): void;
  /** How many connections are open now. */
  readonly openConnections: number;
  /** Closes every connection, also those that are in the middle of an answer. */
  close(): Promise<void>;
}

/**
 * Starts an HTTP server on the loopback interface that speaks all four protocols, by path. It answers from a script, as
 * each vendor would write it, goes wrong where the script says so, and refuses requests that the vendor would refuse.
 *
 * @throws AiError `invalid_request` for a `split` that means nothing.
 */
export async function vendorServer(options: VendorServerOptions = {}): Promise<VendorServer> {
  if (options.split !== undefined) splitBytes([], options.split); // misuse throws at once
  const clock = options.clock ?? systemClock;
  const steps = stepsOf(options);
  const nextCallId = callIds();
  const requests: RecordedRequest[] = [];
  const arrivals = new Map<number, PromiseWithResolvers<RecordedRequest>>();
  const sockets = new Set<Socket>();

  const server = createServer({ keepAliveTimeout: 0 }, (incoming, response) => {
    // most likely a client that left in the middle of its request
    handle(incoming, response).catch((cause) => response.destroy(toAiError(cause)));
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const exchange = await recordRequest(incoming, response, {
      now: () => clock.now(),
      isOpen: () => server.listening,
    });
    const { request } = exchange;
    arrivals.get(requests.push(request))?.resolve(request);
    const { pathname } = new URL(request.path, "http://127.0.0.1");
    const route = routeOf(request.method, pathname, request.body);
    if (route === undefined) {
      const message = `No vendor answers ${request.method} ${pathname}.`;
      sendJson(response, 404, JSON.stringify({ error: { message, code: 404 } }));
    } else if (route.type === "models") {
      const list = modelList(pathname, request.headers, options.models ?? []);
      sendJson(response, 200, JSON.stringify(list));
    } else {
      await answer(exchange, route, response);
    }
  }

  async function answer(exchange: Exchange, route: TurnRoute, response: ServerResponse) {
    const protocol = protocols[route.api];
    const { request } = exchange;
    const failure = refuseRequest(protocol, request, route, options);
    if (failure !== undefined) {
      sendRefusal(response, protocol.refusal(failure));
      return;
    }
    const call = { index: steps.count, model: route.model, body: request.body };
    try {
      const step = await steps.take(request);
      const { recording } = step;
      const turn = { protocol, call, streams: route.streams, recording, exchange, response };
      await answerTurn({ ...turn, answer: answerOf(step, nextCallId) }, options, clock);
    } catch (cause) {
      // the script is used up, a step threw, or its recording cannot be read
      if (response.headersSent) throw cause;
      const { message } = toAiError(cause);
      sendRefusal(response, protocol.refusal({ kind: "invalid_request", message }));
    }
  }

  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const url = addressOf(server);

  async function close(): Promise<void> {
    for (const { reject } of arrivals.values()) {
      reject(new AiError("network", "The vendor server was closed before the request came."));
    }
    const closed = server.listening ? once(server, "close") : undefined;
    server.close();
    server.closeAllConnections();
    await closed;
  }

  return {
    url,
    requests,
    baseUrl: (api) => `${url}${protocolOf(api).basePath}`,
    waitForRequest(n) {
      const request = requests[n - 1];
      if (request !== undefined) return Promise.resolve(request);
      const arrival = arrivals.get(n) ?? Promise.withResolvers<RecordedRequest>();
      arrivals.set(n, arrival);
      return arrival.promise;
    },
    append: (...more) => steps.append(more),
    get openConnections() {
      return sockets.size;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function stepsOf(options: VendorServerOptions): StepQueue<RecordedRequest> {
  const { recordings = [], steps = [], onExhausted } = options;
  if (options.recordings === undefined && options.steps === undefined) {
    return createStepQueue([{ text: "ok" }], "repeat");
  }
  return createStepQueue(
    [...recordings.map((recording) => ({ recording })), ...steps],
    onExhausted,
  );
}

function protocolOf(api: Api): VendorProtocol {
  if (isVendorApi(api)) return protocols[api];
  throw new AiError(
    "invalid_request",
    `vendorServer() does not speak "${api}". It speaks ${Object.keys(protocols).join(", ")}.`,
  );
}

function addressOf(server: Server): string {
  const address = server.address();
  if (typeof address === "string" || address === null) {
    throw new AiError("network", "The vendor server has no address to listen on.");
  }
  return `http://127.0.0.1:${address.port}`;
}
