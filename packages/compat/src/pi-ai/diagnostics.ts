export interface DiagnosticErrorInfo {
  name?: string | undefined;
  message: string;
  stack?: string | undefined;
  code?: string | number | undefined;
}

/** A note that a provider leaves on its answer for whoever looks into a failure. */
export interface AssistantMessageDiagnostic {
  type: string;
  /** Milliseconds since the epoch. */
  timestamp: number;
  error?: DiagnosticErrorInfo | undefined;
  details?: Record<string, unknown> | undefined;
}

/** A thrown value in words. */
export function formatThrownValue(value: unknown): string {
  return value instanceof Error ? value.message || value.name : String(value);
}

export function extractDiagnosticError(error: unknown): DiagnosticErrorInfo {
  const message = formatThrownValue(error);
  if (!(error instanceof Error)) return { name: "ThrownValue", message };
  const code: unknown = Reflect.get(error, "code");
  return {
    name: error.name || undefined,
    message,
    stack: error.stack,
    code: typeof code === "string" || typeof code === "number" ? code : undefined,
  };
}

export function createAssistantMessageDiagnostic(
  type: string,
  error: unknown,
  details?: Record<string, unknown>,
): AssistantMessageDiagnostic {
  return { type, timestamp: Date.now(), error: extractDiagnosticError(error), details };
}

/** Adds the note to the message itself. */
export function appendAssistantMessageDiagnostic<
  Message extends { diagnostics?: AssistantMessageDiagnostic[] | undefined },
>(message: Message, diagnostic: AssistantMessageDiagnostic): void {
  message.diagnostics = [...(message.diagnostics ?? []), diagnostic];
}
