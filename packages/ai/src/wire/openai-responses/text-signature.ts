import { isRecord, stringField } from "../fields.ts";

/** What a text block keeps of the message item it came in: Pi's `TextSignatureV1`, so that sessions move both ways. */
export interface TextSignature {
  id: string;
  /** Tells commentary between tool calls from the answer; models expect it back. */
  phase?: string | undefined;
}

export function encodeTextSignature({ id, phase }: TextSignature): string {
  return JSON.stringify({ v: 1, id, ...(phase !== undefined && { phase }) });
}

/** `undefined` for what is not a signature of this protocol. Old sessions hold the bare id. */
export function decodeTextSignature(signature: string | undefined): TextSignature | undefined {
  if (signature === undefined || signature === "") return undefined;
  if (!signature.startsWith("{")) return { id: signature };
  try {
    const value: unknown = JSON.parse(signature);
    const id = isRecord(value) ? stringField(value, "id") : undefined;
    return id === undefined || !isRecord(value)
      ? undefined
      : { id, phase: stringField(value, "phase") };
  } catch {
    return undefined; // another vendor's signature: a text without one is still a text
  }
}
