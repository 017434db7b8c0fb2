/**
 * The vendor that the streaming cases talk to, in a process of its own: it prints its port on standard output, and
 * ends with its standard input. `POST /<text|tool>/<size>/…` answers in the protocol that the rest of the address
 * names. Answers are built once and sent as they are, so serving one costs a single write.
 */
import { createServer, type Socket } from "node:net";
import { answerOf } from "./wire/answer.ts";
import { httpResponse } from "./wire/http-response.ts";
import { protocolNames, protocols } from "./wire/protocols.ts";
import { createRequestReader } from "./wire/request-reader.ts";

const answers = new Map<string, Buffer>();
const refusal = Buffer.from("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");

const server = createServer((socket: Socket) => {
  socket.setNoDelay(true);
  socket.on("error", () => socket.destroy());
  const read = createRequestReader((path) => socket.write(answerTo(path)));
  socket.on("data", read);
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object" && address !== null) console.log(address.port);
});
process.stdin.on("end", () => process.exit(0)).resume();

function answerTo(path: string): Buffer {
  const answer = answers.get(path) ?? buildAnswer(path);
  answers.set(path, answer);
  return answer;
}

function buildAnswer(path: string): Buffer {
  const [address = ""] = path.split("?");
  const [, kind, size = ""] = /^\/(text|tool)\/(\d+)\//.exec(address) ?? [];
  const name = protocolNames().find((name) => address.endsWith(protocols[name].endpoint));
  if (name === undefined || (kind !== "text" && kind !== "tool")) return refusal;
  return httpResponse(protocols[name], answerOf(kind, Number(size)));
}
