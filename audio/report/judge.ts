import { inOrder } from '../../src/concurrency.js';
import type { EngineOptions } from '../../src/engine/index.js';
import type { ModelFolder } from '../../src/train/index.js';
import { createClassifier } from '../classify/index.js';
import { type AudioDataset, sameSpecies } from '../corpus/index.js';
import { detectionRules, parseDetectionSettings } from '../detections/index.js';
import type { JudgedRecording } from './types.js';

/** Recordings in flight: short ones do not fill a batch each. */
const CONCURRENT_RECORDINGS = 2;

/** Recordings to classify, and the engine that does. */
export interface JudgeOptions extends EngineOptions {
  readonly corpus: AudioDataset;
  /** Indices of labelled recordings of the corpus. Those of a species that the model does not know are left out. */
  readonly recordings: Iterable<number>;
  readonly signal?: AbortSignal | undefined;
}

/** The species of a model, their thresholds, and what it said of recordings. */
export interface Judgement {
  /** In the order of the model's classes, without background. */
  readonly species: readonly string[];
  readonly thresholds: readonly number[];
  readonly recordings: readonly JudgedRecording[];
  /**
   * By species, distances from what is typical where its recordings score best: at half of their highest score or more.
   * Empty if the model does not know what is typical.
   */
  readonly distances: Readonly<Record<string, readonly number[]>>;
}

/**
 * Classifies recordings of known species as `lyrebird classify` does, by the model's own context, calibration and
 * thresholds, from the samples of a corpus. Scores are the greatest probabilities, which thresholds apply to.
 * @throws the signal's reason, if it is aborted before the end
 */
export async function judgeRecordings(
  { path, manifest }: ModelFolder,
  { corpus, recordings, signal, ...engine }: JudgeOptions,
): Promise<Judgement> {
  const { classes, backgroundClasses, outputActivation = 'softmax' } = manifest;
  const detection = parseDetectionSettings(manifest.detection);
  const rules = detectionRules({ classes, backgroundClasses, outputActivation, detection });
  const thresholds = rules.thresholds({});
  const species = classes.filter((name) => !backgroundClasses.includes(name));
  const known = [...recordings].flatMap((index) => {
    const recording = corpus.recordings[index]!;
    const name = classes.find((own) => recording.species !== undefined && sameSpecies(own, recording.species));
    return name === undefined || recording.segmentCount === 0 ? [] : [{ index, name, recording }];
  });
  const classifier = await createClassifier(path, engine);
  try {
    const distances = new Map<string, number[]>();
    const judge = async ({ index, name, recording }: (typeof known)[number]): Promise<JudgedRecording> => {
      const samples = corpus.samples(index);
      const heard: { readonly score: number; readonly distance: number }[] = [];
      const own = classes.indexOf(name);
      const result = await classifier.classifySamples(samples, classifier.sampleRateHz, {
        ...(signal && { signal }),
        onSegment(_start, _end, probabilities, _channel, distance) {
          if (probabilities && distance !== undefined) heard.push({ score: probabilities[own]!, distance });
        },
      });
      const least = heard.reduce((most, { score }) => Math.max(most, score), 0) / 2;
      const best = heard.filter(({ score }) => score >= least).map(({ distance }) => distance);
      if (species.includes(name)) distances.set(name, (distances.get(name) ?? []).concat(best));
      const scores = new Map(result.species.map((found) => [found.species, found.maxProbability]));
      return {
        file: recording.file,
        group: recording.group,
        species: backgroundClasses.includes(name) ? [] : [name],
        durationSeconds: recording.durationSeconds,
        scores: species.map((own) => scores.get(own) ?? 0),
        detections: result.detections,
      };
    };
    const judged: JudgedRecording[] = [];
    const options = { width: CONCURRENT_RECORDINGS, ...(signal && { signal }) };
    for await (const recording of inOrder(known, judge, options)) judged.push(recording);
    return {
      species,
      thresholds: species.map((own) => thresholds[classes.indexOf(own)]!),
      recordings: judged,
      distances: Object.fromEntries(distances),
    };
  } finally {
    await classifier.dispose();
  }
}
