import { scanCorpus } from '../../../audio/corpus/index.js';
import type { EvaluateResult } from '../../../src/train/index.js';
import { createClassifier, type RecordingResult } from '../../../audio/classify/index.js';
import { evaluateRecordings } from '../../../audio/evaluate/index.js';
import { engineOptions, type EngineFlags } from '../../options/common-options.js';
import { plainTable } from '../../ui/plain-table.js';
import { count, percent } from '../../ui/words.js';

export interface HeldOutOptions {
  /** Folder of the corpus. */
  readonly corpus: string;
  /** Folder of the detection. */
  readonly model: string;
  readonly engine: EngineFlags;
  readonly signal: AbortSignal;
}

/** What became of the recordings that were kept from the training. */
export interface HeldOutResult {
  readonly evaluation: EvaluateResult;
  /** One recording a species, as `lyrebird classify` hears it. */
  readonly examples: readonly { readonly truth: string; readonly result: RecordingResult }[];
}

/** Measures a model on the test part of its corpus, and listens to one recording of each species. */
export async function evaluateHeldOut({ corpus, model, engine, signal }: HeldOutOptions): Promise<HeldOutResult> {
  const evaluation = await evaluateRecordings(model, corpus, { ...engineOptions(engine), split: 'test' });
  const { recordings, classes, backgroundClasses } = await scanCorpus(corpus);
  const classifier = await createClassifier(model, engineOptions(engine));
  try {
    const examples: { truth: string; result: RecordingResult }[] = [];
    for (const species of classes.filter((name) => !backgroundClasses.includes(name))) {
      const recording = recordings.find((one) => one.species === species && one.split === 'test');
      if (!recording) continue;
      const result = await classifier.classifyFile(recording.path, { name: recording.file, signal });
      examples.push({ truth: species, result });
    }
    return { evaluation, examples };
  } finally {
    await classifier.dispose();
  }
}

/** The same for people. */
export function heldOutReport({ evaluation, examples }: HeldOutResult): string {
  const rows = examples.map(({ truth, result }) => {
    const [best] = result.species;
    const right = best?.species === truth;
    return [
      truth,
      best?.species ?? '-',
      best ? percent(best.probability) : '-',
      right ? 'right' : 'wrong',
      ...longestDetection(result),
    ];
  });
  const { segmentAccuracy, segments, recordingAccuracy, recordings } = evaluation;
  return [
    plainTable(
      [
        { title: 'sings' },
        { title: 'heard as' },
        { title: 'probability', align: 'right' },
        { title: '' },
        { title: 'longest from', align: 'right' },
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
