import { scanCorpus } from '../../../audio/corpus/index.js';
import type { EvaluateResult } from '../../../src/train/index.js';
import type { Classifier } from '../../../audio/classify/index.js';
import type { RecordingResult } from '../../../audio/results/index.js';
import { evaluateRecordings } from '../../../audio/evaluate/index.js';
import { givenEngineOptions, type EngineFlags } from '../../options/common-options.js';
import { plainTable } from '../../ui/plain-table.js';
import { count, percent } from '../../ui/words.js';

export interface HeldOutOptions {
  /** Folder of the corpus. */
  readonly corpus: string;
  /** Folder of the training run. */
  readonly model: string;
  /** That of the model. */
  readonly classifier: Classifier;
  readonly engine: EngineFlags;
  readonly signal: AbortSignal;
}

/** Accuracies and example classifications of the test recordings. */
export interface HeldOutResult {
  readonly evaluation: EvaluateResult;
  /** One recording per species, classified as by `lyrebird classify`. */
  readonly examples: readonly { readonly truth: string; readonly result: RecordingResult }[];
}

/** Evaluates a model on the test split of its corpus, and classifies one recording of each species. */
export async function evaluateHeldOut(options: HeldOutOptions): Promise<HeldOutResult> {
  const { corpus, model, classifier, engine, signal } = options;
  const evaluation = await evaluateRecordings(model, corpus, { ...givenEngineOptions(engine), split: 'test', signal });
  const { recordings, classes, backgroundClasses } = await scanCorpus(corpus);
  const examples: { truth: string; result: RecordingResult }[] = [];
  for (const species of classes.filter((name) => !backgroundClasses.includes(name))) {
    const recording = recordings.find((candidate) => candidate.species === species && candidate.split === 'test');
    if (!recording) continue;
    const result = await classifier.classifyFile(recording.path, { name: recording.file, signal });
    examples.push({ truth: species, result });
  }
  return { evaluation, examples };
}

/** Formats the result as a table. */
export function heldOutReport({ evaluation, examples }: HeldOutResult): string {
  const rows = examples.map(({ truth, result }) => {
    const [best] = result.species;
    const correct = best?.species === truth;
    return [
      truth,
      best?.species ?? '-',
      best ? percent(best.maxProbability) : '-',
      correct ? 'right' : 'wrong',
      ...longestDetection(result),
    ];
  });
  const { segmentAccuracy, segments, recordingAccuracy, recordings } = evaluation;
  return [
    plainTable(
      [
        { title: 'species' },
        { title: 'classified as' },
        { title: 'probability', align: 'right' },
        { title: '' },
        { title: 'detected from', align: 'right' },
        { title: 'to', align: 'right' },
      ],
      rows,
    ),
    '',
    `  segments    ${percent(segmentAccuracy)} of ${count(segments)} right`,
    `  recordings  ${percent(recordingAccuracy)} of ${count(recordings)} right   (synthetic birds)`,
    '',
  ].join('\n');
}

/** Start and end of the longest detection of the top-ranked species. */
function longestDetection({ species, detections }: RecordingResult): [start: string, end: string] {
  const ofTopSpecies = detections.filter((detection) => detection.species === species[0]?.species);
  if (ofTopSpecies.length === 0) return ['-', '-'];
  const { startSeconds, endSeconds } = ofTopSpecies.reduce((a, b) =>
    b.endSeconds - b.startSeconds > a.endSeconds - a.startSeconds ? b : a,
  );
  return [`${startSeconds.toFixed(2)} s`, `${endSeconds.toFixed(2)} s`];
}
