import type { AudioDataset } from '#audio/corpus/index.js';
import { segmentsWithSong } from '#audio/novelty/fit/index.js';
import { subset } from '#src/data/index.js';
import { predictExamples } from '#src/eval/index.js';
import { createRng } from '#src/rng.js';
import { type ModelFolder, withModel } from '#src/train/index.js';
import type { SegmentOutputs } from './candidates.js';
import { readSegments } from '../bird-accuracy/segments.js';
import type { Rows } from './distances.js';

/** Segments per recording whose strangeness is measured: R and distances take long. */
const SEGMENTS_PER_RECORDING = 20;

/** Segments of recordings, and what a network makes of them. */
export interface RecordingOutputs extends SegmentOutputs {
  /** [n]: index of each segment's recording. */
  readonly sources: readonly number[];
  /** [n]: weights of segments in the mean over their recording. */
  readonly loudness: readonly number[];
}

/** Computes what a network makes of segments with song, at most twenty of each recording, chosen at random. */
export async function outputsOf(folder: ModelFolder, files: readonly string[]): Promise<RecordingOutputs> {
  // Which species does not matter here.
  const corpus = await readSegments(folder, files, () => folder.manifest.classes[0]!);
  const chosen = files.flatMap((_, index) => someSegments(corpus, index));
  const dataset = subset(corpus, chosen, 'song');
  return withModel(folder, { threads: 1 }, async (run) => {
    const { logits, representations } = await predictExamples({ ...run, dataset, representation: true });
    const { residual } = await predictExamples({
      ...run,
      dataset,
      residual: { reduction: 'sum', distance: 'euclidean' },
    });
    return {
      logits: rowsOf(logits, chosen.length),
      representations: rowsOf(representations!, chosen.length),
      // The network's input is standardised: ‖x‖² is the number of its values.
      relativeResiduals: Float64Array.from(residual!, (value) => value / invertedSize(run.model)),
      sources: chosen.map((index) => corpus.source(index)),
      loudness: chosen.map((index) => corpus.loudness!(index)),
    };
  });
}

function invertedSize({
  frontEnd,
  inputShape,
}: {
  frontEnd?: { shape: readonly number[] };
  inputShape: readonly number[];
}) {
  return (frontEnd?.shape ?? inputShape).reduce((product, side) => product * side, 1);
}

function someSegments(corpus: AudioDataset, recording: number): number[] {
  const all = segmentsWithSong(corpus, recording);
  const rng = createRng(1).split('segments', recording);
  return rng
    .shuffle(all)
    .slice(0, SEGMENTS_PER_RECORDING)
    .sort((a, b) => a - b);
}

function rowsOf(values: Float32Array, count: number): Rows {
  const size = values.length / count;
  return Array.from({ length: count }, (_, row) => Float64Array.from(values.subarray(row * size, (row + 1) * size)));
}
