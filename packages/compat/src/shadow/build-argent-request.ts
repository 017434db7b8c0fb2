import { Agent, type ArgentSessionManager, type PerformedRun, type RunAgent } from "@argent/agent";
import { AiError, collect, type Provider } from "@argent/ai";

/**
 * The body that Argent would send next in a session: its own agent asks its own provider, which is stopped before it
 * sends. Nothing is written and nobody is called.
 *
 * @throws AiError when Argent would fail before it sends; the message is the failure.
 */
export async function buildArgentRequest(
  { options, request }: PerformedRun,
  { agent: { state } }: RunAgent,
  session: ArgentSessionManager,
): Promise<unknown> {
  const captured = captureRequest(options.provider);
  const { systemPrompt, model, thinkingLevel, tools } = state;
  const { messages } = session.buildSessionContext();
  const agent = new Agent({
    provider: captured.provider,
    initialState: { systemPrompt, model, thinkingLevel, tools, messages },
    sessionId: session.getSessionId(),
    cacheRetention: options.cacheRetention,
    metadata: request.metadata,
    clock: options.clock,
    ...(request.apiKey !== undefined && { getApiKey: () => request.apiKey }),
  });
  await agent.continue(captured.signal);
  if (captured.isBuilt()) return captured.payload();
  const { errorMessage = "Argent built no request." } = agent.state;
  throw new AiError("invalid_request", errorMessage);
}

function captureRequest(inner: Provider) {
  const enough = new AbortController();
  const seen: unknown[] = [];
  const stop = () => {
    enough.abort();
    throw new AiError("aborted", "The request was only built to be compared.");
  };
  const provider: Provider = {
    id: inner.id,
    complete: (request) => collect(provider.stream(request)),
    stream: (request) =>
      inner.stream({
        ...request,
        fetch: async () => stop(),
        onRequest(payload) {
          // Adapters go on working with what they built.
          seen.push(structuredClone(payload));
          return stop();
        },
      }),
  };
  return {
    provider,
    signal: enough.signal,
    isBuilt: () => seen.length > 0,
    payload: () => seen[0],
  };
}
