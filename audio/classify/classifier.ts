import { crc32 } from 'node:zlib';
import { inOrder } from '../../src/concurrency.js';
import { createEnginePool, type Engine, type EngineOptions, startPoolEngine } from '../../src/engine/index.js';
import { checkFiniteLogits, createContextMean, outputScores } from '../../src/eval/scores/index.js';
import { openAudio, openSamples, type OpenAudio } from '../decode/index.js';
import { detectionRules, parseDetectionSettings, type ThresholdChoice } from '../detections/index.js';
import { lyrebirdVersion } from '../../src/package.js';
import { noveltyScale } from '../novelty/index.js';
import type { Band, ModelIdentity, RecordingResult, SpeciesThresholds } from '../results/index.js';
import {
  createBufferPool,
  segmentGeometry,
  spanLoudness,
  streamSpans,
  type SegmentSettings,
  type SegmentSpan,
} from '../segments/index.js';
import {
  checkedOptions,
  ofPass,
  type CheckedOptions,
  type ClassifyFileOptions,
  type ClassifyOptions,
} from './classify-options.js';
import { mergedChannels } from './merged-channels.js';
import { openNetwork } from './network.js';
import type { SpanOutputs } from './partial/output-record.js';
import type { RecordingOutputs } from './partial/partial-outputs.js';
import { createRecordingTally } from './recording-tally.js';
import { recordingWarnings } from './recording-warnings.js';
import { PROGRAM_VERSION } from './saved-program.js';
import { spanInputs } from './span-inputs.js';
import { withoutName } from './without-name.js';

/**
 * Classifies recordings with a trained model. Recordings are streamed segment by segment, so memory does not grow
 * with their length. Several can be classified concurrently; their batches alternate.
 */
export interface Classifier {
  /** Classes of the network, in the order of `probabilities`. */
  readonly classes: readonly string[];
  /** Background classes, which are not species. They receive probability like other classes but are never reported. */
  readonly backgroundClasses: readonly string[];
  /** Common names of classes, as far as the metadata of the training recordings gave them. */
  readonly commonNames: Readonly<Record<string, string>>;
  /** Recordings are resampled to this rate. */
  readonly sampleRateHz: number;
  /** Frequencies that the model hears. */
  readonly bandHz: Band;
  /** How recordings are segmented and normalised: as in training. */
  readonly settings: SegmentSettings;
  /** The model's name and fingerprint. */
  readonly model: ModelIdentity;
  /** Fingerprint of the model. */
  readonly fingerprint: string;
  /**
   * Threshold of each species, with those that replace the model's.
   * @throws ConfigError if a threshold is out of range or its species unknown, or the model does not have the precision
   */
  thresholds(choice?: ThresholdChoice): SpeciesThresholds;
  /**
   * Classifies a recording in a WAV file, or in any format that ffmpeg decodes.
   * @throws AudioFormatError if nothing of the recording can be read
   * @throws ConfigError if an option is out of range, or `contextSeconds` is shorter than the hop between segments
   */
  classifyFile(path: string, options?: ClassifyFileOptions): Promise<RecordingResult>;
  /**
   * Classifies samples in memory. The result is identical to that of a WAV file with the same samples as 32-bit
   * floats.
   * @param samples [samples], mono, full scale ±1; not modified
   * @param sampleRateHz rate of the samples, a whole number; they are resampled to the model's rate
   * @throws AudioFormatError if there are no samples
   * @throws ConfigError if the rate or an option is out of range, or `contextSeconds` is shorter than the hop
   */
  classifySamples(samples: Float32Array, sampleRateHz: number, options?: ClassifyOptions): Promise<RecordingResult>;
  /** Waits for pending work, then frees the engines. */
  dispose(): Promise<void>;
}

/** A pass over one channel of a recording, or over the mean of all. */
interface Pass {
  readonly channel?: number;
  readonly outputs?: RecordingOutputs;
}

/** Programs that compute different outputs of the same model. */
const PROGRAM = `${lyrebirdVersion()} ${PROGRAM_VERSION}`;

/**
 * Loads a model and compiles it.
 * @param path run folder or model folder
 * @param engineOptions default: the compiled engine on one thread per CPU core, at most eight
 * @param firstEngine result of `startPoolEngine` for the same options, to start an engine before calling this; it is
 *   disposed of with the classifier, or if there is none
 * @throws CheckpointError if the folder contains no model for recordings, or a damaged one
 * @throws EngineError if the engine is not available
 */
export async function createClassifier(
  path: string,
  engineOptions: EngineOptions = {},
  firstEngine: Promise<Engine> = startPoolEngine(engineOptions),
): Promise<Classifier> {
  const opening = openNetwork(path, engineOptions);
  const engines = await createEnginePool(async (engine) => (await opening).load(engine), engineOptions, firstEngine);
  const { folder, settings, model, batchSize, bandHz, engine } = await opening;
  const { classes, backgroundClasses, commonNames = {}, outputActivation = 'softmax' } = folder.manifest;
  const scores = outputScores(outputActivation);
  const detection = parseDetectionSettings(folder.manifest.detection);
  const rules = detectionRules({ classes, backgroundClasses, commonNames, outputActivation, detection });
  const { novelty } = folder.manifest;
  const scale = novelty && noveltyScale(novelty.distances);
  const { sampleRateHz } = settings;
  const geometry = segmentGeometry(settings);
  const pool = createBufferPool();

  const runNetwork = async (span: SegmentSpan): Promise<SpanOutputs> => {
    const { outputs, recycled } = await engines.run(spanInputs(span, batchSize));
    pool.give(recycled['pcm']!.data as Float32Array);
    return {
      signal: recycled['signal']!.data as Int32Array,
      logits: outputs['logits']!.data as Float32Array,
      ...(outputs['distance'] && { distances: outputs['distance'].data as Float32Array }),
    };
  };

  const classify = async (
    source: OpenAudio,
    name: string,
    options: CheckedOptions,
    { channel, outputs: saved }: Pass = {},
  ): Promise<RecordingResult> => {
    const { byLoudness, contextSegments, thresholds, unknown, onSegment, onProgress } = options;
    const tally = createRecordingTally({
      ...{ classes, backgroundClasses, channel },
      rankBy: rules.rankBy,
      ...(scale && { novelty: { scale, unknown } }),
      createTracker: (tracking) => rules.createTracker(thresholds, tracking),
    });
    // Of a model that knows what is typical, each row ends with the distance from that.
    const row = new Float64Array(classes.length + (scale ? 1 : 0));
    const probabilities = row.subarray(0, classes.length);
    const smoothed = new Float64Array(classes.length);
    const alone = new Float64Array(classes.length);
    const secondsRead = (): number => source.samplesRead / sampleRateHz;

    let firstSample = 0;
    const nextSegment = (): { readonly start: number; readonly end: number } => {
      const start = firstSample / sampleRateHz;
      const end = Math.min((firstSample + geometry.length) / sampleRateHz, secondsRead());
      firstSample += geometry.hop;
      return { start, end };
    };
    const context = createContextMean(row.length, contextSegments, (mean, own) => {
      const { start, end } = nextSegment();
      for (let index = 0; index < classes.length; index++) {
        smoothed[index] = mean[index]!;
        alone[index] = own[index]!;
      }
      const distance = mean[classes.length];
      rules.calibrate(smoothed);
      rules.calibrate(alone);
      tally.addToDetections(start, end, smoothed, distance, alone);
      onSegment?.(start, end, smoothed, channel, distance);
    });
    const addWithoutSignal = (): void => {
      // Context does not reach across silence.
      context.flush();
      const { start, end } = nextSegment();
      tally.addWithoutSignal(end);
      onSegment?.(start, end, undefined, channel);
    };
    const consume = (count: number, loudness: Float32Array | undefined, outputs: SpanOutputs): void => {
      const { signal, logits, distances } = outputs;
      checkFiniteLogits(logits, count * classes.length, path);
      for (let segment = 0; segment < count; segment++) {
        if (signal[segment] === 0) {
          addWithoutSignal();
          continue;
        }
        scores.probabilities(logits, segment, probabilities);
        if (distances) row[classes.length] = distances[segment]!;
        context.push(row, loudness?.[segment]);
        rules.calibrate(probabilities);
        tally.addToMeans(probabilities, loudness?.[segment]);
      }
    };

    const file = await saved?.pass({
      ...{ fingerprint: model.fingerprint, program: PROGRAM, engine, channel: channel ?? null },
      ...{ classes: classes.length, hasDistances: scale !== undefined, batchSize },
    });
    const run = async (span: SegmentSpan) => {
      const { count, pcm } = span;
      const loudness = byLoudness ? spanLoudness(span, settings) : undefined;
      const input = file && { count, samplesChecksum: crc32(pcm) };
      const kept = input && (await file.next(input));
      if (!kept) return { count, loudness, input, outputs: await runNetwork(span) };
      pool.give(pcm);
      return { count, loudness, outputs: kept };
    };
    const spans = streamSpans(source, settings, batchSize, { pool });
    const announced = announcedSeconds(source);
    for await (const { count, loudness, input, outputs } of inOrder(spans, run, { width: engines.callsInFlight })) {
      if (input) await file!.keep(input, outputs);
      consume(count, loudness, outputs);
      await onProgress?.(secondsRead(), announced);
    }
    context.flush();
    await onProgress?.(secondsRead(), announced);
    const warnings = source.warnings.map(({ message }) => withoutName(message, source.file));
    const { durationSeconds, ...rest } = tally.finish(name, secondsRead(), warnings);
    const { sampleRateHz: fileRateHz } = source.info;
    const { file: _, ...counted } = rest;
    const result = { file: name, durationSeconds, sampleRateHz: fileRateHz, ...counted, model };
    const doubts = recordingWarnings({ ...result, fileRateHz, bandHz });
    return { ...result, warnings: [...warnings, ...doubts] };
  };

  return {
    classes,
    backgroundClasses,
    commonNames,
    sampleRateHz,
    bandHz,
    settings,
    model,
    fingerprint: model.fingerprint,
    thresholds(choice = {}) {
      const values = rules.thresholds(choice);
      const bySpecies = classes.map((name, index) => [name, values[index]!] as const);
      return Object.fromEntries(bySpecies.filter(([name]) => !backgroundClasses.includes(name)));
    },

    async classifyFile(file, { ffmpeg, channel = 'mean', outputs, ...options } = {}) {
      const checked = checkedOptions(options, settings, rules, scale !== undefined);
      const { signal, name = file } = options;
      const open = (index?: number): Promise<OpenAudio> =>
        openAudio(file, {
          sampleRateHz,
          ...(index !== undefined && { channel: index }),
          ...(ffmpeg !== undefined && { ffmpeg }),
          ...(signal && { signal }),
        });
      const saved = outputs && { outputs };
      if (channel === 'mean') return classify(await open(), name, checked, saved);
      const wanted = channel === 'right' ? 1 : 0;
      const first = await open(wanted);
      const { channels } = first.info;
      const firstNumber = Math.min(wanted + 1, channels);
      if (channel !== 'each' || channels === 1) {
        return classify(first, name, checked, { channel: firstNumber, ...saved });
      }
      const results: RecordingResult[] = [];
      for (let index = 0, seconds = 0; index < channels; index++) {
        const source = index === 0 ? first : await open(index);
        const pass = { channel: index + 1, ...saved };
        const result = await classify(source, name, ofPass(checked, seconds, channels), pass);
        seconds += result.durationSeconds;
        results.push(result);
      }
      return mergedChannels(results, rules.rankBy);
    },

    async classifySamples(samples, rateHz, options = {}) {
      const { name = 'samples', signal } = options;
      const checked = checkedOptions(options, settings, rules, scale !== undefined);
      const source = openSamples({ name, samples, sampleRateHz: rateHz }, { sampleRateHz, ...(signal && { signal }) });
      return classify(source, name, checked);
    },

    dispose: () => engines.dispose(),
  };
}

/** Length of a recording as its header says; undefined if it does not. May be wrong. */
function announcedSeconds({ info, lengthHint, sampleRateHz }: OpenAudio): number | undefined {
  return info.durationSeconds ?? (lengthHint === undefined ? undefined : lengthHint / sampleRateHz);
}
