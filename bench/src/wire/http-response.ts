import type { Answer } from "./answer.ts";
import type { WireProtocol } from "./protocols.ts";

const head = [
  "HTTP/1.1 200 OK",
  "Content-Type: text/event-stream",
  "Cache-Control: no-cache",
  "Transfer-Encoding: chunked",
  "",
  "",
].join("\r\n");

/**
 * A whole streamed answer as the bytes of an HTTP response. Each event is a chunk of its own, as a server frames
 * them that writes one event at a time, so a client is handed one event at a time too.
 */
export function httpResponse(protocol: WireProtocol, answer: Answer): Buffer {
  const events = protocol.events(answer).map((event) => eventText(event, protocol.named));
  if (protocol.closing !== undefined) events.push(`data: ${protocol.closing}\n\n`);
  const chunks = events.map((text) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`);
  return Buffer.from(`${head}${chunks.join("")}0\r\n\r\n`);
}

function eventText(event: object, named: boolean): string {
  const name = named && "type" in event ? `event: ${String(event.type)}\n` : "";
  return `${name}data: ${JSON.stringify(event)}\n\n`;
}
