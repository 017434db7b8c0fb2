import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answerCorpora } from "../../test/conformance/answer-corpora.ts";
import type { Exchange } from "../../test/conformance/behaviours.ts";
import { casesOf } from "../../test/conformance/cases-of.ts";
import { type Endpoint, endpoints } from "../../test/conformance/endpoints.ts";
import { comparable } from "../../test/conformance/expected-blocks.ts";
import { tool, user } from "../../test/conformance/shared-requests.ts";
import { naiveReaders } from "../../test/naive-readings.ts";
import type { TerminalEvent } from "../event.ts";
import { checkEvents } from "../testing/check-events.ts";
import {
  type Step,
  type VendorServer,
  type VendorServerOptions,
  vendorServer,
} from "../testing/index.ts";
import { frameEvent } from "../testing/vendor-server/framing.ts";
import type { VendorApi } from "../testing/vendor-server/protocol.ts";
import { protocols } from "../testing/vendor-server/protocols.ts";
import { recordOf } from "../wire/fields.ts";

/** How else the same bytes may come. */
const framings: Record<string, VendorServerOptions> = {
  "with CRLF, comments and pings": { crlf: true, comments: true },
  "cut anew": { crlf: false, split: { seed: 1 } },
  "cut anew, with CRLF, comments and pings": { crlf: true, comments: true, split: { seed: 2 } },
};

describe.each(Object.values(protocols))("$api", ({ api }) => {
  const servers: Record<string, VendorServer> = {};
  beforeAll(async () => {
    for (const [name, options] of Object.entries({ plainly: {}, ...framings })) {
      servers[name] = await vendorServer({ steps: [], validate: false, ...options });
    }
  });
  afterAll(() => Promise.all(Object.values(servers).map((server) => server.close())));

  for (const { endpoint, ...exchange } of exchangesOf(api)) {
    test(exchange.name, () => check(exchange, endpoint, servers));
  }
});

/** Every framing gives the same message, and a cut anywhere before the end is one error. */
async function check(
  exchange: Exchange,
  endpoint: Endpoint,
  { plainly, ...others }: Record<string, VendorServer>,
): Promise<void> {
  const recording = exchange.payloads.map((payload) => JSON.stringify(payload));
  const plain = comparableMessage(await play(endpoint, plainly, { recording }));
  for (const [framing, server] of Object.entries(others)) {
    const end = await play(endpoint, server, { recording });
    expect(comparableMessage(end), framing).toEqual(plain);
  }
  for (const afterBytes of cutsOf(exchange, endpoint.api)) {
    const fault = { type: "cut", afterBytes } as const;
    const end = await play(endpoint, plainly, { recording, fault });
    expect(end.type, `cut after ${afterBytes} bytes`).toBe("error");
  }
}

/** All exchanges of a protocol, each once, with an endpoint that has it. */
function exchangesOf(api: VendorApi): (Exchange & { name: string; endpoint: Endpoint })[] {
  const byName = new Map(
    endpoints
      .filter((endpoint) => endpoint.api === api)
      .flatMap((endpoint) =>
        casesOf(answerCorpora[api], endpoint).map((it) => [it.name, { ...it, endpoint }] as const),
      ),
  );
  return [...byName.values()].filter(({ fault }) => fault === undefined);
}

/** The terminal event, which is the only one. */
async function play(
  { api, create, model }: Endpoint,
  server: VendorServer | undefined,
  step: Step,
): Promise<TerminalEvent> {
  server?.append(step);
  const provider = create({ apiKey: "key", baseUrl: server?.baseUrl(api) });
  const events = provider.stream({ model, messages: [user("Go.")], tools: [tool] });
  return checkEvents(await Array.fromAsync(events));
}

function comparableMessage(end: TerminalEvent): object {
  const message = end.type === "done" ? end.message : end.error;
  return { ...message, content: message.content.map(comparable), timestamp: 0 };
}

/** So many bytes of the stream as do not hold the payload that completes it: between all events, and in their middle. */
function cutsOf({ payloads }: Exchange, api: VendorApi): number[] {
  const cuts = [0];
  let bytes = 0;
  for (const payload of payloads) {
    const size = Buffer.byteLength(frameEvent(JSON.stringify(payload), protocols[api].framing));
    cuts.push(bytes + Math.floor(size / 2));
    if (naiveReaders[api].completes(recordOf(payload))) break;
    bytes += size;
    cuts.push(bytes);
  }
  return cuts;
}
