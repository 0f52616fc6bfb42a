import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { openAudio } from '../decode/index.js';
import {
  createBufferPool,
  savedSegmentSettings,
  segmentGeometry,
  segmentsWithin,
  streamSegments,
  type SegmentBatch,
} from '../segments/index.js';
import { createEnginePool, type EngineOptions, type Program, type RunResult } from '../../src/engine/index.js';
import { CheckpointError } from '../../src/errors.js';
import { createContextMean, softmaxRow } from '../../src/eval/scores/index.js';
import { loadModel, MANIFEST_FILE, type ModelFolder } from '../../src/train/checkpoint/index.js';
import { createRecordingTally } from './recording-tally.js';
import type { RecordingResult } from './types.js';

/** Segments a run: enough that the cost of a run vanishes, few enough that batches on their way stay in the processor's caches. */
const BATCH_SIZE = 32;

export interface ClassifyOptions {
  readonly minProbability: number;
  /** Whether loud segments count for more in means over segments. */
  readonly byLoudness?: boolean;
  /** A segment's probabilities are means over those that begin at most so many seconds before or after it; 0, the default: its own. */
  readonly contextSeconds?: number;
  readonly ffmpeg?: string;
  readonly signal?: AbortSignal;
  /** Called for every segment, in order. `probabilities` belongs to the caller again afterwards. */
  readonly onSegment?: (startSeconds: number, endSeconds: number, probabilities: Float64Array) => void;
  /** Called after every batch: if it returns a promise, cutting waits for it. */
  readonly onProgress?: (seconds: number) => Promise<void> | void;
}

/** A trained model that listens to recordings, one segment after the other, in memory that does not grow with them. */
export interface Classifier {
  readonly classes: readonly string[];
  readonly backgroundClasses: readonly string[];
  readonly sampleRateHz: number;
  /** Changes when the model does. */
  readonly fingerprint: string;
  /**
   * Recordings may be classified side by side; their batches take turns.
   * @throws AudioFormatError if nothing of the recording can be read
   * @throws ConfigError if a context holds no other segment
   */
  classify(file: string, path: string, options: ClassifyOptions): Promise<RecordingResult>;
  dispose(): Promise<void>;
}

/**
 * Loads a model and compiles it.
 * @param path folder of a run or of a model
 * @throws CheckpointError if there is no model for recordings there
 * @throws EngineError if the engine cannot be had
 */
export async function createClassifier(path: string, engineOptions: EngineOptions): Promise<Classifier> {
  const folder = await loadModel(path);
  const { manifest } = folder;
  const { classes, backgroundClasses } = manifest;
  if (manifest.audio === undefined) {
    throw new CheckpointError(
      `${path} is no model for recordings: its task is ${manifest.task}, and it has no audio settings`,
    );
  }
  const audio = savedSegmentSettings(manifest.audio, join(folder.path, MANIFEST_FILE));
  const geometry = segmentGeometry(audio);
  const network = createNetwork(folder);
  const engines = await createEnginePool(
    network.then(({ program }) => program),
    engineOptions,
  );
  const { readShape } = await network;
  const pool = createBufferPool();
  const xShape = [BATCH_SIZE, ...readShape];

  return {
    classes,
    backgroundClasses,
    sampleRateHz: audio.sampleRateHz,
    fingerprint: createHash('sha256')
      .update(JSON.stringify([manifest.weights.sha256, manifest.model, classes, audio]))
      .digest('hex'),

    async classify(file, recordingPath, options) {
      const { ffmpeg, signal, byLoudness = false, contextSeconds = 0 } = options;
      const reach = segmentsWithin(contextSeconds, audio);
      const source = await openAudio(recordingPath, {
        sampleRateHz: audio.sampleRateHz,
        ...(ffmpeg === undefined ? {} : { ffmpeg }),
        ...(signal === undefined ? {} : { signal }),
      });
      const tally = createRecordingTally({ classes, backgroundClasses, minProbability: options.minProbability });
      const probabilities = new Float64Array(classes.length);
      const secondsRead = (): number => source.samplesRead / audio.sampleRateHz;

      let first = 0;
      const context = createContextMean(classes.length, reach, (mean) => {
        const start = first / audio.sampleRateHz;
        const end = Math.min((first + geometry.length) / audio.sampleRateHz, secondsRead());
        first += geometry.hop;
        tally.place(start, end, mean);
        options.onSegment?.(start, end, mean);
      });

      const take = ({ count, loudness }: SegmentBatch, { outputs, recycled }: RunResult): void => {
        pool.give(recycled['x']!.data as Float32Array);
        const logits = outputs['logits']!.data as Float32Array;
        for (let row = 0; row < count; row++) {
          softmaxRow(logits, row, probabilities);
          tally.rank(probabilities, loudness?.[row]);
          context.push(probabilities, loudness?.[row]);
        }
      };

      await eachInOrder(
        streamSegments(source, audio, BATCH_SIZE, { pool, writtenLength: readShape[0]!, loudness: byLoudness }),
        ({ data }) => engines.run({ x: { dtype: 'float32', shape: xShape, data } }),
        engines.callsInFlight,
        async (batch, result) => {
          take(batch, result);
          await options.onProgress?.(secondsRead());
        },
      );
      context.flush();
      await options.onProgress?.(secondsRead());
      return tally.finish(
        file,
        secondsRead(),
        source.warnings.map(({ message }) => withoutName(message, recordingPath)),
      );
    },

    dispose: () => engines.dispose(),
  };
}

interface Network {
  readonly program: Program;
  /** Shape of a segment without the samples that the network does not read: they are not copied either. */
  readonly readShape: readonly number[];
}

/** The model as a program. TensorFlow.js, which this loads, takes longer to load than everything else together. */
async function createNetwork({ manifest, parameters }: ModelFolder): Promise<Network> {
  const [{ createModel }, { predictProgram }] = await Promise.all([
    import('../../src/models/index.js'),
    import('../../src/eval/prediction/index.js'),
  ]);
  const { inputShape, classes } = manifest;
  const model = createModel(manifest.model, { inputShape, classCount: classes.length });
  const readShape = model.readShape ?? inputShape;
  return { program: predictProgram(model, { batchSize: BATCH_SIZE, inputShape: readShape, parameters }), readShape };
}

/** Runs items as they come, a few at once, and takes the results in order. On failure, waits for what is on its way. */
async function eachInOrder<T, R>(
  items: AsyncIterable<T>,
  run: (item: T) => Promise<R>,
  width: number,
  take: (item: T, result: R) => Promise<void>,
): Promise<void> {
  const inFlight: { readonly item: T; readonly result: Promise<R> }[] = [];
  const takeOldest = async (): Promise<void> => {
    const { item, result } = inFlight.shift()!;
    await take(item, await result);
  };
  try {
    for await (const item of items) {
      const result = run(item);
      // A failure is met where the result is awaited.
      result.catch(() => undefined);
      inFlight.push({ item, result });
      if (inFlight.length === width) await takeOldest();
    }
    while (inFlight.length > 0) await takeOldest();
  } finally {
    await Promise.allSettled(inFlight.map(({ result }) => result));
  }
}

/** Warnings name their file; a result has its name already. */
function withoutName(message: string, path: string): string {
  return message.startsWith(`${path}: `) ? message.slice(path.length + 2) : message;
}
