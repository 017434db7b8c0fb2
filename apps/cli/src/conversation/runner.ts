import type { Agent, AgentEvent, AgentMessage } from "@argent/agent";

export interface RunnerOptions {
  agent: () => Agent;
  tell: (event: AgentEvent) => Promise<void> | void;
  /** Done before a run counts as settled, and again as long as there is more of it. */
  hasMore: () => boolean;
  finish: () => Promise<void>;
}

/** Drives runs, at most one at a time, and whatever was queued too late for the run that it was meant for. */
export interface Runner {
  readonly isRunning: boolean;
  start(message: AgentMessage): void;
  /** Takes in what the agent says. */
  observe(event: AgentEvent): Promise<void> | void;
  settled(): Promise<void>;
  /** Stops the run and starts no other; what is queued stays queued. */
  stop(): Promise<void>;
}

export function createRunner({ agent, tell, hasMore, finish }: RunnerOptions): Runner {
  let work: Promise<void> | undefined;
  let isStopped = false;
  let end: Extract<AgentEvent, { type: "agent_settled" }> | undefined;

  async function drive(first: AgentMessage): Promise<void> {
    let next: AgentMessage | undefined = first;
    while (next !== undefined) {
      end = undefined;
      await agent()
        .prompt(next)
        .catch((cause: unknown) => tell({ type: "warning", message: messageOf(cause), cause }));
      // A message that came after the last look into the queues would otherwise wait for the next prompt.
      next = isStopped || !wantsMore(end) ? undefined : takeQueued(agent());
      while (next === undefined && hasMore()) {
        await finish();
        next = isStopped || !wantsMore(end) ? undefined : takeQueued(agent());
      }
    }
    // From the last look to here nothing is awaited, so that nothing comes in between.
    work = undefined;
    await tell(end ?? { type: "agent_settled", stopReason: "error" });
  }

  const settled = async () => {
    while (work !== undefined) await work;
  };

  return {
    get isRunning() {
      return work !== undefined;
    },
    start(message) {
      isStopped = false;
      work = drive(message);
    },
    observe(event) {
      if (event.type !== "agent_settled") return tell(event);
      end = event;
    },
    settled,
    async stop() {
      isStopped = true;
      agent().abort();
      await settled();
    },
  };
}

/** After a failure, an abort or a limit people want to look before it goes on. */
function wantsMore(end: { stopReason: string } | undefined): boolean {
  return (
    end?.stopReason === "stop" || end?.stopReason === "length" || end?.stopReason === "terminated"
  );
}

function takeQueued(agent: Agent): AgentMessage | undefined {
  const message = agent.steeringMessages[0] ?? agent.followUpMessages[0];
  return message !== undefined && agent.withdraw(message) ? message : undefined;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
