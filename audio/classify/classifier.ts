import { createHash } from 'node:crypto';
import { openAudio, openSamples, type AudioSource } from '../decode/index.js';
import {
  createBufferPool,
  segmentGeometry,
  contextSegmentCount,
  streamSegments,
  type SegmentBatch,
  type SegmentSettings,
} from '../segments/index.js';
import { inOrder } from '../../src/concurrency.js';
import { createEnginePool, type EngineOptions, type Program, type RunResult } from '../../src/engine/index.js';
import { ConfigError } from '../../src/errors.js';
import { createContextMean, softmaxRow } from '../../src/eval/scores/index.js';
import { loadModel, type ModelFolder } from '../../src/train/checkpoint/index.js';
import { audioSettingsOf } from '../audio-settings.js';
import { DEFAULT_MIN_PROBABILITY } from './names.js';
import { createRecordingTally } from './recording-tally.js';
import type { RecordingResult } from './types.js';

/** Segments a run: enough that the cost of a run vanishes, few enough that batches on their way stay in the processor's caches. */
const BATCH_SIZE = 32;

/** How sound is classified; everything may be left out. */
export interface ClassifyOptions {
  /** What the result calls the sound: the path of a file, `samples` of samples, unless given. */
  readonly name?: string;
  /** Least probability of a segment that counts for a run: 0.5 unless given. */
  readonly minProbability?: number;
  /** Whether loud segments count for more in means over segments. */
  readonly byLoudness?: boolean;
  /** A segment's probabilities are means over those that begin at most so many seconds before or after it; 0, the default: its own. */
  readonly contextSeconds?: number;
  /** Stops the work: its reason is thrown. */
  readonly signal?: AbortSignal;
  /** Called for every segment, in order. `probabilities` belongs to the caller again afterwards. */
  readonly onSegment?: (startSeconds: number, endSeconds: number, probabilities: Float64Array) => void;
  /** Called after every batch: if it returns a promise, cutting waits for it. */
  readonly onProgress?: (seconds: number) => Promise<void> | void;
}

/** How a file is classified; everything may be left out. */
export interface ClassifyFileOptions extends ClassifyOptions {
  /** An ffmpeg to use instead of the one that is found. */
  readonly ffmpeg?: string;
}

/**
 * A trained model that listens to recordings, one segment after the other, in memory that does not grow with them. Several may be classified side
 * by side; their batches take turns.
 */
export interface Classifier {
  /** What the network tells apart, in the order of `probabilities`. */
  readonly classes: readonly string[];
  /** Those that stand for no species: they take their share of probability, and are never reported. */
  readonly backgroundClasses: readonly string[];
  /** Half of it is the highest frequency that is heard. */
  readonly sampleRateHz: number;
  /** How sound is cut up and normalised: as in training. */
  readonly settings: SegmentSettings;
  /** Changes when the model does. */
  readonly fingerprint: string;
  /**
   * Classifies a recording in a file: WAV, and whatever ffmpeg reads.
   * @throws AudioFormatError if nothing of the recording can be read
   * @throws ConfigError if an option is out of range, or a context holds no other segment
   */
  classifyFile(path: string, options?: ClassifyFileOptions): Promise<RecordingResult>;
  /**
   * Classifies sound in memory, to the very same result as a WAV file that holds it as 32-bit floats.
   * @param samples [samples], mono, full scale ±1; left as they are
   * @param sampleRateHz of the samples, whole; they are resampled to the model's
   * @throws AudioFormatError if there are no samples
   * @throws ConfigError if the rate or an option is out of range, or a context holds no other segment
   */
  classifySamples(samples: Float32Array, sampleRateHz: number, options?: ClassifyOptions): Promise<RecordingResult>;
  /** Waits for what is on its way, and frees the engines. */
  dispose(): Promise<void>;
}

/**
 * Loads a model and compiles it.
 * @param path folder of a run or of a model
 * @param engineOptions what runs it: the compiled engine on the CPU unless given, on every core but one
 * @throws CheckpointError if there is no model for recordings there
 * @throws EngineError if the engine cannot be had
 */
export async function createClassifier(path: string, engineOptions: EngineOptions = {}): Promise<Classifier> {
  const folder = await loadModel(path);
  const settings = audioSettingsOf(folder);
  const { manifest } = folder;
  const { classes, backgroundClasses } = manifest;
  const { sampleRateHz } = settings;
  const geometry = segmentGeometry(settings);
  const network = createNetwork(folder);
  const engines = await createEnginePool(
    network.then(({ program }) => program),
    engineOptions,
  );
  const { usedInputShape } = await network;
  const pool = createBufferPool();
  const xShape = [BATCH_SIZE, ...usedInputShape];

  const classify = async (source: AudioSource, name: string, options: CheckedOptions): Promise<RecordingResult> => {
    const { byLoudness, reach, minProbability, onSegment, onProgress } = options;
    const tally = createRecordingTally({ classes, backgroundClasses, minProbability });
    const probabilities = new Float64Array(classes.length);
    const secondsRead = (): number => source.samplesRead / sampleRateHz;

    let first = 0;
    const context = createContextMean(classes.length, reach, (mean) => {
      const start = first / sampleRateHz;
      const end = Math.min((first + geometry.length) / sampleRateHz, secondsRead());
      first += geometry.hop;
      tally.place(start, end, mean);
      onSegment?.(start, end, mean);
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

    const batches = streamSegments(source, settings, BATCH_SIZE, {
      pool,
      writtenLength: usedInputShape[0]!,
      loudness: byLoudness,
    });
    const run = async (batch: SegmentBatch) => ({
      batch,
      result: await engines.run({ x: { dtype: 'float32', shape: xShape, data: batch.data } }),
    });
    for await (const { batch, result } of inOrder(batches, run, { width: engines.callsInFlight })) {
      take(batch, result);
      await onProgress?.(secondsRead());
    }
    context.flush();
    await onProgress?.(secondsRead());
    return tally.finish(
      name,
      secondsRead(),
      source.warnings.map(({ message }) => withoutName(message, source.file)),
    );
  };

  return {
    classes,
    backgroundClasses,
    sampleRateHz,
    settings,
    fingerprint: createHash('sha256')
      .update(JSON.stringify([manifest.weights.sha256, manifest.model, classes, settings]))
      .digest('hex'),

    async classifyFile(file, { ffmpeg, ...options } = {}) {
      const checked = checkedOptions(options, settings);
      const { signal } = options;
      const source = await openAudio(file, {
        sampleRateHz,
        ...(ffmpeg !== undefined && { ffmpeg }),
        ...(signal && { signal }),
      });
      return classify(source, options.name ?? file, checked);
    },

    async classifySamples(samples, rateHz, options = {}) {
      const { name = 'samples', signal } = options;
      const checked = checkedOptions(options, settings);
      const source = openSamples({ name, samples, sampleRateHz: rateHz }, { sampleRateHz, ...(signal && { signal }) });
      return classify(source, name, checked);
    },

    dispose: () => engines.dispose(),
  };
}

interface CheckedOptions extends Pick<ClassifyOptions, 'onSegment' | 'onProgress'> {
  readonly minProbability: number;
  readonly byLoudness: boolean;
  /** Segments before and after each that are heard with it. */
  readonly reach: number;
}

function checkedOptions(options: ClassifyOptions, settings: SegmentSettings): CheckedOptions {
  const { minProbability = DEFAULT_MIN_PROBABILITY, byLoudness = false, contextSeconds = 0 } = options;
  if (!(minProbability >= 0 && minProbability <= 1)) {
    throw new ConfigError(`minProbability must be from 0 to 1, got ${minProbability}`);
  }
  if (!(contextSeconds >= 0 && contextSeconds < Infinity)) {
    throw new ConfigError(`contextSeconds must be at least 0, got ${contextSeconds}`);
  }
  return { ...options, minProbability, byLoudness, reach: contextSegmentCount(contextSeconds, settings) };
}

interface Network {
  readonly program: Program;
  /** Shape of a segment without the samples that the network does not read: they are not copied either. */
  readonly usedInputShape: readonly number[];
}

/** The model as a program. TensorFlow.js, which this loads, takes longer to load than everything else together. */
async function createNetwork({ manifest, parameters }: ModelFolder): Promise<Network> {
  const [{ createModel }, { predictProgram }] = await Promise.all([
    import('../../src/models/index.js'),
    import('../../src/eval/prediction/index.js'),
  ]);
  const { inputShape, classes } = manifest;
  const model = createModel(manifest.model, { inputShape, classCount: classes.length });
  const usedInputShape = model.usedInputShape ?? inputShape;
  return {
    program: predictProgram(model, { batchSize: BATCH_SIZE, inputShape: usedInputShape, parameters }),
    usedInputShape,
  };
}

/** Warnings name their file; a result has its name already. */
function withoutName(message: string, path: string): string {
  return message.startsWith(`${path}: `) ? message.slice(path.length + 2) : message;
}
