import { inOrder } from '../../src/concurrency.js';
import { type Dataset, UNLABELLED } from '../../src/data/index.js';
import type { EngineOptions } from '../../src/engine/index.js';
import { type DetectedRecording, type DetectionScore, scoreDetections } from '../../src/eval/index.js';
import type { ModelFolder } from '../../src/train/index.js';
import { createClassifier } from '../classify/index.js';
import type { AudioDataset } from '../corpus/index.js';
import { detectionRules, parseDetectionSettings } from '../detections/index.js';

/** Recordings in flight: short ones do not fill a batch each. */
const CONCURRENT_RECORDINGS = 2;

/** Recordings to detect species in, and the engine that does. */
export interface EvaluateDetectionsOptions extends EngineOptions {
  readonly corpus: AudioDataset;
  /** The segments of the corpus with the model's classes; recordings without a class of the model are left out. */
  readonly dataset: Dataset;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Compares a model's detections with the labels of recordings: detections by its own rules (context, loudness,
 * calibration, thresholds, hysteresis), made by the classifier of `lyrebird classify` from the same samples.
 * @returns undefined for a model without such rules: its classes exclude each other, or it was not calibrated
 * @throws the signal's reason, if it is aborted before the end
 */
export async function evaluateDetections(
  { path, manifest }: ModelFolder,
  { corpus, dataset, signal, ...engine }: EvaluateDetectionsOptions,
): Promise<DetectionScore | undefined> {
  const { classes, backgroundClasses, outputActivation } = manifest;
  const detection = parseDetectionSettings(manifest.detection);
  if (outputActivation !== 'sigmoid' || detection === undefined) return undefined;
  const thresholds = detectionRules({ classes, backgroundClasses, outputActivation, detection }).thresholds({});
  const species = classes.flatMap((name, label) =>
    backgroundClasses.includes(name) ? [] : [{ species: name, label, threshold: thresholds[label]! }],
  );
  const labelled = [...corpus.recordings.keys()].filter((index) => {
    const { firstSegment, segmentCount } = corpus.recordings[index]!;
    return segmentCount > 0 && dataset.label(firstSegment) !== UNLABELLED;
  });
  const classifier = await createClassifier(path, engine);
  try {
    const detect = async (index: number): Promise<DetectedRecording> => {
      const { detections } = await classifier.classifySamples(corpus.samples(index), classifier.sampleRateHz, {
        ...(signal && { signal }),
      });
      const detected = new Set(detections.map((found) => classes.indexOf(found.species)));
      return { label: dataset.label(corpus.recordings[index]!.firstSegment), detected };
    };
    const recordings: DetectedRecording[] = [];
    const all = inOrder(labelled, detect, { width: CONCURRENT_RECORDINGS, ...(signal && { signal }) });
    for await (const recording of all) recordings.push(recording);
    return scoreDetections(recordings, species);
  } finally {
    await classifier.dispose();
  }
}
