import type { EpisodeTally, LessonExplanation } from "../sis.ts";

/** Episodes weighted by their age at one moment. */
export interface DecayingTally extends EpisodeTally {
  /** The moment, in milliseconds since the epoch. */
  at: number;
}

/** A tally with one episode more, or with `times` -1 without one that was in it. */
export function withEpisode(
  tally: DecayingTally,
  episode: { at: number; success: boolean },
  halfLifeMs: number,
  times: 1 | -1 = 1,
): DecayingTally {
  const at = Math.max(tally.at, episode.at);
  const { succeeded, failed } = decayed(tally, at, halfLifeMs);
  const weight = times * weightOf(at - episode.at, halfLifeMs);
  return {
    succeeded: Math.max(0, succeeded + (episode.success ? weight : 0)),
    failed: Math.max(0, failed + (episode.success ? 0 : weight)),
    at,
  };
}

/** What a tally has come down to by a later moment. */
export function decayed(tally: DecayingTally, now: number, halfLifeMs: number): EpisodeTally {
  const weight = weightOf(Math.max(0, now - tally.at), halfLifeMs);
  return { succeeded: tally.succeeded * weight, failed: tally.failed * weight };
}

/**
 * What the episodes with and without a lesson say of it. Each success rate has a Beta distribution, uniform before the
 * first episode; the confidence is the probability that the rate with the lesson is the higher one.
 */
export function utilityOf(
  shown: EpisodeTally,
  withheld: EpisodeTally,
): Pick<LessonExplanation, "confidence" | "uplift"> {
  const [withIt, without] = [densityOf(shown), densityOf(withheld)];
  let confidence = 0;
  let below = 0;
  for (let index = 0; index < steps; index++) {
    const [here, there] = [withIt[index] ?? 0, without[index] ?? 0];
    confidence += here * (below + there / 2);
    below += there;
  }
  return { confidence, uplift: meanOf(shown) - meanOf(withheld) };
}

/** A success rate drawn from the distribution of a tally (Thompson sampling); `uniform` is from 0 to 1. */
export function drawRate(tally: EpisodeTally, uniform: number): number {
  const density = densityOf(tally);
  let below = 0;
  for (let index = 0; index < steps; index++) {
    below += density[index] ?? 0;
    if (below >= uniform) return rateAt(index);
  }
  return rateAt(steps - 1);
}

/** Episodes of both kinds. */
export function sizeOf({ succeeded, failed }: EpisodeTally): number {
  return succeeded + failed;
}

/** Parts of the range of rates, over which the distributions are summed up. */
const steps = 400;

function rateAt(index: number): number {
  return (index + 0.5) / steps;
}

/** The Beta distribution of a tally, as the probability of each step. */
function densityOf({ succeeded, failed }: EpisodeTally): number[] {
  const logs = Array.from({ length: steps }, (_, index) => {
    const rate = rateAt(index);
    return succeeded * Math.log(rate) + failed * Math.log1p(-rate);
  });
  const highest = Math.max(...logs);
  const weights = logs.map((log) => Math.exp(log - highest));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

function meanOf({ succeeded, failed }: EpisodeTally): number {
  return (succeeded + 1) / (succeeded + failed + 2);
}

function weightOf(age: number, halfLifeMs: number): number {
  return 2 ** (-age / halfLifeMs);
}
