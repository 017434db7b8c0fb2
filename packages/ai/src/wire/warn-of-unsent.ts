import { acceptsStop } from "./accepts-stop.ts";
import { acceptsTemperature } from "./accepts-temperature.ts";
import type { Turn } from "./adapter.ts";
import type { MessageBuilder } from "./message-builder.ts";

/** Names what was asked for and not sent, because one of OpenAI's protocols or this model of it would refuse it. */
export function warnOfUnsent(builder: MessageBuilder, turn: Turn): void {
  const { model, request } = turn;
  if (request.temperature !== undefined && !acceptsTemperature(turn)) {
    builder.warn(`"${model.id}" takes no temperature; ${request.temperature} was not sent.`);
  }
  if (request.stopSequences?.length && !acceptsStop(turn)) {
    builder.warn(`"${model.id}" takes no stop sequences; the ones given were not sent.`);
  }
}
