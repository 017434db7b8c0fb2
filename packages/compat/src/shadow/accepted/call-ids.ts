import { type AcceptedDifference, type Fields, objectsOf } from "./accepted-difference.ts";

/** Where a call and its result carry the id. */
interface Place {
  owner: Fields;
  field: string;
  isCall: boolean;
}

export const callIdDifference: AcceptedDifference = {
  id: "call-ids",
  reason:
    "Ids of calls that another vendor made are fitted to the wire in different ways. What counts is that calls and results still belong together.",
  reconcile(pi, argent) {
    for (const body of [pi, argent]) numberCalls(placesOf(body));
  },
};

/** Each id becomes the number of its call; the id of a result without a call stays. */
function numberCalls(places: readonly Place[]): void {
  const numbers = new Map<unknown, string>();
  for (const { owner, field, isCall } of places) {
    const id = owner[field];
    if (isCall) numbers.set(id, `call ${numbers.size + 1}`);
    owner[field] = numbers.get(id) ?? id;
  }
}

function placesOf({ messages, input }: Fields): Place[] {
  return [
    ...objectsOf(messages).flatMap(placesOfMessage),
    ...objectsOf(input).flatMap(placesOfItem),
  ];
}

function placesOfMessage(message: Fields): Place[] {
  const blocks = objectsOf(message.content).flatMap((owner): Place[] => {
    if (owner.type === "tool_use") return [{ owner, field: "id", isCall: true }];
    if (owner.type === "tool_result") return [{ owner, field: "tool_use_id", isCall: false }];
    return [];
  });
  const calls = objectsOf(message.tool_calls).map((owner) => ({
    owner,
    field: "id",
    isCall: true,
  }));
  const result =
    message.role === "tool" ? [{ owner: message, field: "tool_call_id", isCall: false }] : [];
  return [...blocks, ...calls, ...result];
}

function placesOfItem(item: Fields): Place[] {
  if (item.type === "function_call") return [{ owner: item, field: "call_id", isCall: true }];
  if (item.type === "function_call_output")
    return [{ owner: item, field: "call_id", isCall: false }];
  return [];
}
