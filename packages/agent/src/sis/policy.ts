/** How lessons are chosen and judged. Every field has a default. */
export interface SisPolicy {
  /** Lessons that are added before one message of the user, at most. Default 3. */
  maxLessons: number;
  /** Lessons that a conversation shows at the same time, at most. Default 6. */
  maxLive: number;
  /** Tokens, estimated, that the lessons before one message take at most. Default 600. */
  maxTokens: number;
  /** Lessons on trial among those before one message, at most. Default 1. */
  maxTrials: number;
  /** How often, from 0 to 1, a chosen lesson is left out, to see how it goes without it. */
  holdout: {
    /** Of a lesson on trial. Default 0.5. */
    trial: number;
    /** Of one that helps. Default 0.1. */
    active: number;
  };
  /** How often a lesson on trial is chosen, shown or not, until it must have proved itself. Default 80. */
  trialQuota: number;
  /** Episodes with and episodes without a lesson that a judgement needs at least, each. Default 6. */
  minEpisodes: number;
  /** The probability of doing better with a lesson from which on it is kept. Default 0.95. */
  keepAbove: number;
  /** The probability of doing better with a lesson below which it is retired. Default 0.1. */
  retireBelow: number;
  /** Milliseconds after which an episode counts half. Default 90 days. */
  halfLifeMs: number;
  /** `"required"`: what was found in episodes is shown to nobody before a person approves it. Default `"automatic"`. */
  approval: "automatic" | "required";
}

/** The defaults of the fields. */
export const defaultPolicy: SisPolicy = {
  maxLessons: 3,
  maxLive: 6,
  maxTokens: 600,
  maxTrials: 1,
  holdout: { trial: 0.5, active: 0.1 },
  trialQuota: 80,
  minEpisodes: 6,
  keepAbove: 0.95,
  retireBelow: 0.1,
  halfLifeMs: 90 * 24 * 60 * 60 * 1000,
  approval: "automatic",
};
