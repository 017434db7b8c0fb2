import { request } from "node:http";

/** Asks for an answer of Anthropic's protocol with as little as it takes, and prints it. */
const body = JSON.stringify({ messages: [{ role: "user", content: "hi" }], stream: true });
const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
const ask = request(`${process.argv[2]}/v1/messages`, { method: "POST", headers }, (response) => {
  let text = "";
  response.setEncoding("utf8").on("data", (chunk) => {
    text += chunk;
  });
  response.on("end", () => {
    const events = text.split("\n").filter((line) => line.startsWith("data: "));
    const deltas = events.map((line) => JSON.parse(line.slice(6)).delta?.text ?? "");
    process.stdout.write(`${deltas.join("")}\n`);
  });
});
ask.end(body);
