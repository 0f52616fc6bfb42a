import { rankingOf } from '#src/eval/scores/index.js';
import type { RecordingResult } from '#audio/results/types.js';
import { createRng } from '#src/rng.js';

/** A classified recording whose species are known. */
export interface Judged {
  readonly result: RecordingResult;
  /** Species that are in it. */
  readonly truth: readonly string[];
}

/** The same recordings without detections of something unknown. */
export function knownOnly(judged: readonly Judged[]): Judged[] {
  return judged.map(({ result, truth }) => ({
    result: { ...result, detections: result.detections.filter(({ unknown }) => unknown !== true) },
    truth,
  }));
}

const bestScore = ({ species }: RecordingResult, name: string): number =>
  species.find((found) => found.species === name)?.maxProbability ?? 0;

/** Fraction of the recordings whose best species is in them. */
export function topFraction(judged: readonly Judged[]): number {
  return mean(judged.map(({ result, truth }) => (truth.includes(result.species[0]?.species ?? '') ? 1 : 0)));
}

/** Fraction of the recordings with a detection of a species that is in them. */
export function detectedFraction(judged: readonly Judged[]): number {
  return mean(judged.map(({ result, truth }) => (result.detections.some((d) => truth.includes(d.species)) ? 1 : 0)));
}

/** Macro average precision and AUROC of recordings, by the best score of each species. */
export function macroRanking(judged: readonly Judged[]): { readonly averagePrecision: number; readonly auroc: number } {
  const species = [...new Set(judged.flatMap(({ truth }) => truth))];
  const rankings = species.flatMap((name) => {
    const scores = (present: boolean): Float64Array =>
      Float64Array.from(
        judged.filter(({ truth }) => truth.includes(name) === present).map(({ result }) => bestScore(result, name)),
      );
    const ranking = rankingOf(scores(true), scores(false));
    return ranking ? [ranking] : [];
  });
  return {
    averagePrecision: mean(rankings.map(({ averagePrecision }) => averagePrecision)),
    auroc: mean(rankings.map(({ auroc }) => auroc)),
  };
}

/** Pairs of recording and detected species, and how many of them are right. */
export function precisionCounts(judged: readonly Judged[]): { readonly right: number; readonly detected: number } {
  const pairs = judged.flatMap(({ result, truth }) =>
    [...new Set(result.detections.map(({ species }) => species))].map((species) => truth.includes(species)),
  );
  return { right: pairs.filter(Boolean).length, detected: pairs.length };
}

/**
 * Expected calibration error of detections by their mean probability, in ten bins: the mean over the detections of the
 * difference between the mean probability of their bin and the fraction of it that is right. Every recording counts the
 * same.
 */
export function calibrationError(judged: readonly Judged[]): number {
  const bins = Array.from({ length: 10 }, () => ({ weight: 0, probability: 0, right: 0 }));
  for (const { result, truth } of judged) {
    for (const { species, probability } of result.detections) {
      const weight = 1 / result.detections.length;
      const bin = bins[Math.min(9, Math.floor(10 * probability))]!;
      bin.weight += weight;
      bin.probability += weight * probability;
      bin.right += truth.includes(species) ? weight : 0;
    }
  }
  const total = bins.reduce((sum, { weight }) => sum + weight, 0);
  return bins.reduce((sum, { probability, right }) => sum + Math.abs(probability - right), 0) / Math.max(total, 1);
}

/** AUROC of two lists of scores, with its 95 % interval from 2,000 bootstrap samples. */
export function aurocWithInterval(positives: readonly number[], negatives: readonly number[]) {
  const auroc = (p: readonly number[], n: readonly number[]): number =>
    rankingOf(Float64Array.from(p), Float64Array.from(n))!.auroc;
  const rng = createRng(1);
  const resampled = (scores: readonly number[]): number[] => scores.map(() => scores[rng.integer(scores.length)]!);
  const values = Array.from({ length: 2000 }, () => auroc(resampled(positives), resampled(negatives)));
  values.sort((a, b) => a - b);
  return { auroc: auroc(positives, negatives), interval: [values[50]!, values[1949]!] as const };
}

/** Arithmetic mean; 0 of nothing. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
}

/** Sample standard deviation. */
export function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / Math.max(values.length - 1, 1));
}
