import { AudioFormatError } from '../../src/errors.js';
import { segmentGeometry, type SegmentSettings } from './settings.js';
import { streamSpans, writeSpan, type SampleStream, type SegmentSpan } from './stream.js';

/** Segments per span in the search for the loudest. */
const BATCH_SIZE = 32;

/** Which segment to find. */
export interface FindSegmentOptions {
  /** Start of the segment. Default: the loudest of the segments that classification would use. */
  readonly atSeconds?: number;
  /** Path of an ffmpeg to use; by default, the program finds one. */
  readonly ffmpeg?: string;
}

/** A segment as network input. */
export interface RecordingSegment {
  readonly startSeconds: number;
  /** [length], normalised. */
  readonly x: Float32Array;
}

/** Result of the search for a segment. */
export interface FoundSegment {
  /** Absent if the recording ends before `atSeconds`. */
  readonly segment?: RecordingSegment;
  /** Duration of the audio read: the whole recording if no segment was found. */
  readonly secondsRead: number;
}

/**
 * Finds one segment of a recording: the one at a given time, or the loudest. Memory does not grow with the recording.
 * @throws AudioFormatError if the recording cannot be read, or contains no audio
 */
export async function findSegment(
  file: string,
  settings: SegmentSettings,
  { atSeconds, ffmpeg }: FindSegmentOptions = {},
): Promise<FoundSegment> {
  const { sampleRateHz } = settings;
  // Imported here: other users of segments need no decoder.
  const { openAudio } = await import('../decode/index.js');
  const source = await openAudio(file, { sampleRateHz, ...(ffmpeg !== undefined && { ffmpeg }) });
  try {
    const found =
      atSeconds === undefined
        ? await loudestSegment(source, settings)
        : await segmentAt(source, settings, Math.round(atSeconds * sampleRateHz));
    if (found === undefined && source.samplesRead === 0) throw new AudioFormatError(`${file}: contains no audio`);
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
  for await (const span of streamSpans(skipTo(source, startSample), settings, 1)) {
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

/** Σ (x − mean)²; subtracting the mean ignores a DC offset. */
function energyOf(pcm: Float32Array): number {
  let [sum, squares] = [0, 0];
  for (const value of pcm) {
    sum += value;
    squares += value * value;
  }
  return squares - sum ** 2 / pcm.length;
}

function normalised(span: SegmentSpan, i: number, settings: SegmentSettings): Float32Array {
  const { hop, length } = segmentGeometry(settings);
  const x = new Float32Array(length);
  const one = { count: 1, pcm: span.pcm.subarray(i * hop, i * hop + length), samples: Math.min(span.samples, length) };
  writeSpan(one, settings, length, x);
  return x;
}

/** Skips the samples of a stream before `startSample`. */
function skipTo(source: SampleStream, startSample: number): SampleStream {
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
