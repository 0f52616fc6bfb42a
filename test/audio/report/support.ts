import { ownValue } from '#src/own-value.js';
import type { JudgedRecording, ReportInput } from '#audio/report/index.js';
import { createRng } from '#src/rng.js';

/** A recording in few words. */
export interface Sketch {
  /** Species that are in it; none: background. */
  readonly truth?: readonly string[];
  /** By species; 0.1 where absent. */
  readonly scores?: Readonly<Record<string, number>>;
  /** Its own group by default. */
  readonly group?: string;
  /** Species with a detection: by default those that score at least 0.5. */
  readonly detected?: readonly string[];
  readonly file?: string;
  readonly probability?: number;
}

/** Recordings of species `a`, `b`, `c`, ...; of a minute each. */
export function inputOf(
  species: readonly string[],
  sketches: readonly Sketch[],
  options: Partial<ReportInput> = {},
): ReportInput {
  const recordings = sketches.map((sketch, index): JudgedRecording => {
    const scores = species.map((name) => ownValue(sketch.scores ?? {}, name) ?? 0.1);
    const detected = sketch.detected ?? species.filter((_, k) => scores[k]! >= 0.5);
    return {
      file: sketch.file ?? `${index}.wav`,
      group: sketch.group ?? `group ${index}`,
      species: sketch.truth ?? [],
      durationSeconds: 60,
      scores,
      detections: detected.map((name) => ({
        startSeconds: 1,
        endSeconds: 4,
        species: name,
        probability: sketch.probability ?? 0.9,
        maxProbability: scores[species.indexOf(name)] ?? 0.9,
        segmentCount: 2,
      })),
    };
  });
  return {
    model: { name: 'birds', fingerprint: 'abc', version: '0.1.0' },
    source: { kind: 'folds', folds: 4, groupBy: 'site' },
    species,
    thresholds: species.map(() => 0.5),
    targetPrecision: 0.9,
    recordings,
    ...options,
  };
}

/** The same sketch several times, each in a group of its own. */
export function times(count: number, sketch: Sketch): readonly Sketch[] {
  return Array.from({ length: count }, () => sketch);
}

/** Random recordings: several species or none, unknown ones, equal scores, zeros, several detections of a species. */
export function randomInput(seed: number): ReportInput {
  const rng = createRng(seed);
  const species = ['a', 'b', 'c', 'd', 'e'].slice(0, 1 + rng.integer(5));
  const skill = 3 * rng.uniform();
  const groups = 1 + rng.integer(12);
  const recordings = Array.from({ length: 1 + rng.integer(60) }, (_, index): JudgedRecording => {
    const truth = [...species, 'unknown'].filter(() => rng.uniform() < 1 / (species.length + 1));
    const silent = rng.uniform() < 0.05;
    const scores = species.map((name) => {
      const logit = (truth.includes(name) ? skill : -1) + 1.5 * rng.normal();
      return silent ? 0 : Number((1 / (1 + Math.exp(-logit))).toFixed(1 + rng.integer(2)));
    });
    const detections = species.flatMap((name, k) =>
      Array.from({ length: scores[k]! >= 0.6 ? 1 + rng.integer(3) : 0 }, (_detection, nth) => ({
        startSeconds: 5 * nth,
        endSeconds: 5 * nth + 3,
        species: name,
        probability: scores[k]! * rng.uniform(),
        maxProbability: scores[k]!,
        segmentCount: 1,
      })),
    );
    const group = `group ${rng.integer(groups)}`;
    return { file: `${index}.wav`, group, species: truth, durationSeconds: 100 * rng.uniform(), scores, detections };
  });
  return {
    ...inputOf(species, []),
    targetPrecision: [0.5, 0.8, 0.9][rng.integer(3)]!,
    thresholds: species.map(() => 0.6),
    recordings,
  };
}
