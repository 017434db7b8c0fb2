import { type Static, Type } from "@sinclair/typebox";

/**
 * What a caller may ask for. Paths and keys are not among it: the gateway's owner decides where tools work and whose
 * key pays.
 */
export const RunBody = Type.Object(
  {
    sessionKey: Type.String({ minLength: 1, maxLength: 512 }),
    prompt: Type.String({ minLength: 1 }),
    model: Type.Optional(Type.String({ minLength: 1 })),
    provider: Type.Optional(Type.String({ minLength: 1 })),
    thinking: Type.Optional(
      Type.Union(
        (["off", "minimal", "low", "medium", "high", "xhigh"] as const).map((level) =>
          Type.Literal(level),
        ),
      ),
    ),
    userTimezone: Type.Optional(Type.String()),
    metadata: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    idempotencyKey: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
  },
  { additionalProperties: false },
);
export type RunBody = Static<typeof RunBody>;
