import { basename, join } from 'node:path';
import { openAudio } from '../decode/index.js';
import {
  savedSegmentSettings,
  segmentGeometry,
  streamSpans,
  writeSegments,
  type SampleStream,
  type SegmentSettings,
  type SegmentSpan,
} from '../segments/index.js';
import { AudioFormatError, CheckpointError, ConfigError } from '../../src/errors.js';
import { MANIFEST_FILE, type ModelFolder } from '../../src/train/index.js';
import type { ModelInputs, TemplatesFlags } from '../../cli/commands/templates/types.js';

/** Segments in hand at once, while the loudest is looked for. */
const BATCH_SIZE = 32;

/** A segment as the model hears it. */
interface Segment {
  readonly startSample: number;
  readonly x: Float32Array;
}

/**
 * One segment of a recording: the one that starts at a time, or the loudest of those that classification cuts it into.
 * @throws ConfigError if not one recording is named, or the time is not in it
 * @throws AudioFormatError if it cannot be read
 */
export async function recordingInput(
  { path, manifest }: ModelFolder,
  files: readonly string[],
  flags: TemplatesFlags,
): Promise<ModelInputs> {
  if (manifest.audio === undefined) {
    throw new CheckpointError(`${path} is no model for recordings or images: its task is ${manifest.task}`);
  }
  const [file, ...more] = files;
  if (file === undefined || more.length > 0) {
    throw new ConfigError(
      `${path} is a model of recordings: expected one recording, got ${files.length === 0 ? 'none' : files.length}`,
    );
  }
  for (const option of ['split', 'data'] as const) {
    if (flags[option] !== undefined)
      throw new ConfigError(`--${option} is for models of images, and ${path} is one of recordings`);
  }
  const settings = savedSegmentSettings(manifest.audio, join(path, MANIFEST_FILE));
  const { sampleRateHz } = settings;
  const source = await openAudio(file, { sampleRateHz, ...(flags.ffmpeg !== undefined && { ffmpeg: flags.ffmpeg }) });
  try {
    const segment =
      flags.at === undefined
        ? await loudestSegment(source, settings)
        : await segmentAt(source, settings, Math.round(flags.at * sampleRateHz));
    if (segment === undefined && source.samplesRead === 0) throw new AudioFormatError(`${file}: holds no sound`);
    if (segment === undefined) {
      const seconds = (source.samplesRead / sampleRateHz).toFixed(2);
      throw new ConfigError(`--at: expected a time below ${seconds} s, where ${file} ends, got ${flags.at} s`);
    }
    const name = `${basename(file)} at ${(segment.startSample / sampleRateHz).toFixed(2)} s`;
    return { source: file, sampleRateHz, inputs: [{ name, label: null, x: segment.x }] };
  } finally {
    await source.close();
  }
}

async function segmentAt(
  source: SampleStream,
  settings: SegmentSettings,
  startSample: number,
): Promise<Segment | undefined> {
  for await (const span of streamSpans(from(source, startSample), settings, 1)) {
    return { startSample, x: normalised(span, 0, settings) };
  }
  return undefined;
}

async function loudestSegment(source: SampleStream, settings: SegmentSettings): Promise<Segment | undefined> {
  const { hop, length } = segmentGeometry(settings);
  let best: (Segment & { readonly energy: number }) | undefined;
  for await (const span of streamSpans(source, settings, BATCH_SIZE)) {
    for (let i = 0; i < span.count; i++) {
      const energy = energyOf(span.pcm.subarray(i * hop, i * hop + length));
      if (best === undefined || energy > best.energy) {
        best = { startSample: span.starts[i]!, x: normalised(span, i, settings), energy };
      }
    }
  }
  return best;
}

/** Σ (x − mean)²: a microphone's offset is not loud. */
function energyOf(pcm: Float32Array): number {
  let [sum, squares] = [0, 0];
  for (const value of pcm) {
    sum += value;
    squares += value * value;
  }
  return squares - sum ** 2 / pcm.length;
}

function normalised({ pcm, mean, scale, samples }: SegmentSpan, i: number, settings: SegmentSettings): Float32Array {
  const { hop, length } = segmentGeometry(settings);
  const x = new Float32Array(length);
  const cut = { count: 1, length, hop, ...(samples < length && { shortOf: samples }) };
  writeSegments(pcm, i * hop, cut, { mean, scale, first: i }, x, 0);
  return x;
}

/** A stream without its first samples. */
function from(source: SampleStream, startSample: number): SampleStream {
  return {
    async *chunks() {
      let skipped = 0;
      for await (const chunk of source.chunks()) {
        const skip = Math.min(chunk.length, startSample - skipped);
        skipped += skip;
        if (skip < chunk.length) yield chunk.subarray(skip);
      }
    },
  };
}
