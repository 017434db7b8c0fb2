const vocabulary = "alpha beta gamma delta build parse queue error value test file line".split(" ");

/** A linear congruential generator, so that every contender sees the same transcript. */
function seeded(seed) {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

/**
 * A long day of work: requests, reads, edits and commands with their results, and a fact (a needle) in every tenth
 * result. In parts of whole rounds, after each of which it is time to compact.
 */
export function createTranscript({ seed, rounds, roundsPerPart }) {
  const random = seeded(seed);
  const needles = [];
  const edited = new Set();
  const parts = [];
  for (let index = 0; index < rounds; index++) {
    if (index % roundsPerPart === 0) parts.push([]);
    const messages = parts.at(-1);
    if (index % 6 === 0) messages.push(user(`Step ${index}: ${words(20)}`));
    const path = `src/part-${random(40)}/module-${index % 60}.ts`;
    const name = ["read", "edit", "bash"][random(3)];
    if (name === "edit") edited.add(path);
    let text = `${words(random(900))} `;
    if (index % 10 === 0) {
      const needle = { query: `chamber${index}`, secret: `token${(index * 7_919) % 100_003}x` };
      needles.push(needle);
      text += `The secret of ${needle.query} is ${needle.secret}. `;
    }
    messages.push(assistant(call(index, name, name === "bash" ? { command: path } : { path })));
    messages.push(result(index, name, text + words(random(300))));
    if (index % 6 === 5) messages.push(assistant({ type: "text", text: words(60) }));
  }
  return { needles, edited: [...edited], parts };

  function words(count) {
    return Array.from({ length: count }, () => vocabulary[random(vocabulary.length)]).join(" ");
  }
}

/** What a model would see afterwards, judged by the transcript. `reachable` are the needles that can be asked for. */
export function figuresOf({ needles, edited }, all, shown, reachable) {
  const inText = (text) => needles.filter(({ secret }) => text.includes(secret)).length;
  const percent = (part, whole) => Math.round((100 * part) / whole);
  return {
    "tokens before": tokensIn(all),
    "tokens after": tokensIn(shown),
    "needles shown before, %": percent(inText(all), needles.length),
    "needles shown after, %": percent(inText(shown), needles.length),
    "needles shown or recalled, %": percent(reachable ?? inText(shown), needles.length),
    "edited files shown after, %": percent(
      edited.filter((path) => shown.includes(path)).length,
      edited.length,
    ),
  };
}

/** As both agents estimate them where nobody has counted. */
function tokensIn(text) {
  return Math.ceil(text.length / 4);
}

/** The summary of a model that remembers nothing, so that what is left is the work of the agent. */
export const summary = "Work went on. ".repeat(60);

const usage = {
  input: 0,
  output: 0,
  cacheRead: 0,
  cacheWrite: 0,
  totalTokens: 0,
  cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 },
};

export function assistant(block) {
  const stopReason = block.type === "toolCall" ? "toolUse" : "stop";
  const origin = { api: "scripted", provider: "scripted", model: "scripted" };
  return { role: "assistant", content: [block], ...origin, usage, stopReason, timestamp: 0 };
}

function user(text) {
  return { role: "user", content: [{ type: "text", text }], timestamp: 0 };
}

function call(index, name, given) {
  return { type: "toolCall", id: `call_${index}`, name, arguments: given };
}

function result(index, toolName, text) {
  const content = [{ type: "text", text }];
  return {
    role: "toolResult",
    toolCallId: `call_${index}`,
    toolName,
    content,
    isError: false,
    timestamp: 0,
  };
}
