import { openAudio } from '../decode/index.js';
import { AudioFormatError } from '../../src/errors.js';
import { writeSegments } from './normalise.js';
import { segmentGeometry, type SegmentSettings } from './settings.js';
import { streamSpans, type SampleStream, type SegmentSpan } from './stream.js';

/** Segments in hand at once, while the loudest is looked for. */
const BATCH_SIZE = 32;

/** Which segment of a recording, and how it is read. */
export interface FindSegmentOptions {
  /** Where it starts; the loudest, of those that classification cuts the recording into, unless given. */
  readonly atSeconds?: number;
  /** An ffmpeg to use instead of the one that is found. */
  readonly ffmpeg?: string;
}

/** A segment as a network takes it. */
export interface RecordingSegment {
  readonly startSeconds: number;
  /** [length], normalised. */
  readonly x: Float32Array;
}

/** What came of looking for a segment. */
export interface FoundSegment {
  /** Absent if the recording ends before the time that was asked for. */
  readonly segment?: RecordingSegment;
  /** How much sound was read: all of the recording, if nothing was found. */
  readonly secondsRead: number;
}

/**
 * One segment of a recording: the one that starts at a time, or the loudest. Memory does not grow with the recording.
 * @throws AudioFormatError if the recording cannot be read, or holds no sound
 */
export async function findSegment(
  file: string,
  settings: SegmentSettings,
  { atSeconds, ffmpeg }: FindSegmentOptions = {},
): Promise<FoundSegment> {
  const { sampleRateHz } = settings;
  const source = await openAudio(file, { sampleRateHz, ...(ffmpeg !== undefined && { ffmpeg }) });
  try {
    const found =
      atSeconds === undefined
        ? await loudestSegment(source, settings)
        : await segmentAt(source, settings, Math.round(atSeconds * sampleRateHz));
    if (found === undefined && source.samplesRead === 0) throw new AudioFormatError(`${file}: holds no sound`);
    return {
      secondsRead: source.samplesRead / sampleRateHz,
      ...(found && { segment: { startSeconds: found.startSample / sampleRateHz, x: found.x } }),
    };
  } finally {
    await source.close();
  }
}

interface Segment {
  readonly startSample: number;
  readonly x: Float32Array;
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
