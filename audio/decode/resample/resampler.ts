import { kernels } from '../../kernels/index.js';
import { ratioOf, resamplingFilters, type ResamplingFilters } from './filters.js';

/** Resamples a stream. The output is bit for bit the same for chunks of any length. */
export interface Resampler {
  /**
   * Adds a chunk of input.
   * @returns all outputs whose inputs are complete, in a new array; may be empty
   */
  push(chunk: Float32Array): Float32Array;
  /** Returns the last samples, as if silence followed. */
  finish(): Float32Array;
}

/**
 * Creates a resampler without delay: output k is at time k / toHz. n samples become ⌈n · toHz / fromHz⌉.
 * @param fromHz input rate, a whole number
 * @param toHz output rate, a whole number
 */
export function createResampler(fromHz: number, toHz: number): Resampler {
  const ratio = ratioOf(fromHz, toHz);
  const filters = filtersFor(ratio.up, ratio.down);
  const { taps, before } = filters;
  // Silence before the first sample fills the first output's filter.
  let pending = new Float32Array(before - 1);
  /** Start of the next output's filter in `pending`, and its phase. */
  let position = 0;
  let phase = 0;
  let inputCount = 0;
  let outputCount = 0;

  const run = (available: Float32Array, outputs: number): Float32Array => {
    const out = new Float32Array(outputs);
    if (outputs > 0) kernels().polyphase(available, filters, { position, phase }, out);
    const ahead = phase + outputs * ratio.down;
    position += Math.floor(ahead / ratio.up);
    phase = ahead % ratio.up;
    outputCount += outputs;
    const dropped = Math.min(position, available.length);
    pending = available.slice(dropped);
    position -= dropped;
    return out;
  };

  return {
    push(chunk) {
      inputCount += chunk.length;
      const available = joined(pending, chunk);
      // The filter of output j starts at position + ⌊(phase + j · down) / up⌋ and must end within the available
      // samples.
      const slack = available.length - taps - position;
      const outputs = slack < 0 ? 0 : Math.ceil(((slack + 1) * ratio.up - phase) / ratio.down);
      return run(available, Math.max(0, outputs));
    },
    finish() {
      const outputs = Math.max(0, Math.ceil((inputCount * ratio.up) / ratio.down) - outputCount);
      const last = position + Math.floor((phase + Math.max(0, outputs - 1) * ratio.down) / ratio.up);
      return run(joined(pending, new Float32Array(Math.max(0, last + taps - pending.length))), outputs);
    },
  };
}

function joined(a: Float32Array, b: Float32Array): Float32Array {
  const both = new Float32Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** Caches filters by ratio; a folder of recordings has one or two ratios. */
function filtersFor(up: number, down: number): ResamplingFilters {
  const key = `${up}/${down}`;
  const cached = cache.get(key);
  if (cached) return cached;
  const filters = resamplingFilters({ up, down });
  if (cache.size >= CACHE_SIZE) cache.clear();
  cache.set(key, filters);
  return filters;
}
const cache = new Map<string, ResamplingFilters>();
const CACHE_SIZE = 4;
