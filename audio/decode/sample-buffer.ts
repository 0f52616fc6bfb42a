/** Collects samples whose number is announced, rightly or wrongly, or unknown. */
export interface SampleBuffer {
  /** Samples that fit before the buffer grows. */
  readonly capacity: number;
  push(chunk: Float32Array): void;
  /** Returns all samples; the buffer must not be used afterwards. */
  finish(): Float32Array;
}

/** Initial capacity: 24 s at 44.1 kHz, 4 MiB. */
const INITIAL_SAMPLES = 2 ** 20;
/** A buffer grows to at most this multiple of what has arrived. */
const GROWTH = 4;
/** Longer recordings keep a buffer that is too large: pages that were never written to take no memory. */
const COPY_BELOW_SAMPLES = INITIAL_SAMPLES;

/**
 * Creates a buffer. An announced length is believed as far as the samples that have arrived support it: an honest
 * header costs few copies and no space, and a damaged one cannot reserve gigabytes.
 * @param announced number of samples to expect; absent if unknown
 */
export function createSampleBuffer(announced?: number): SampleBuffer {
  let buffer = new Float32Array(Math.min(INITIAL_SAMPLES, announced ?? INITIAL_SAMPLES));
  let length = 0;
  return {
    get capacity() {
      return buffer.length;
    },
    push(chunk) {
      const needed = length + chunk.length;
      if (needed > buffer.length) {
        const expected = announced !== undefined && announced >= needed ? announced : Infinity;
        const larger = new Float32Array(Math.max(INITIAL_SAMPLES, Math.min(expected, GROWTH * needed)));
        larger.set(buffer.subarray(0, length));
        buffer = larger;
      }
      buffer.set(chunk, length);
      length = needed;
    },
    finish() {
      return length < COPY_BELOW_SAMPLES ? buffer.slice(0, length) : buffer.subarray(0, length);
    },
  };
}
