import { kernels } from '../kernels/kernels.js';
import { ratioOf, resamplingFilters, type ResamplingFilters } from './filters.js';

/** Changes the sample rate of a stream; pieces of any length give the same samples as the whole at once, bit for bit. */
export interface Resampler {
  /** @returns the samples that are now certain, in a fresh array, maybe none */
  push(piece: Float32Array): Float32Array;
  /** The last samples, as if silence followed. */
  finish(): Float32Array;
}

/**
 * Output k lies at time k / toHz: there is no delay. n samples become ⌈n · toHz / fromHz⌉.
 * @param fromHz whole
 * @param toHz whole
 */
export function createResampler(fromHz: number, toHz: number): Resampler {
  const ratio = ratioOf(fromHz, toHz);
  const filters = filtersFor(ratio.up, ratio.down);
  const { taps, before } = filters;
  // Silence before the first sample, so that the first output has its past.
  let pending = new Float32Array(before - 1);
  /** Where the next output's filter begins within `pending`, and its phase. */
  let position = 0;
  let phase = 0;
  let taken = 0;
  let given = 0;

  const run = (available: Float32Array, outputs: number): Float32Array => {
    const out = new Float32Array(outputs);
    if (outputs > 0) kernels().polyphase(available, filters, { position, phase }, out);
    const ahead = phase + outputs * ratio.down;
    position += Math.floor(ahead / ratio.up);
    phase = ahead % ratio.up;
    given += outputs;
    const dropped = Math.min(position, available.length);
    pending = available.slice(dropped);
    position -= dropped;
    return out;
  };

  return {
    push(piece) {
      taken += piece.length;
      const available = joined(pending, piece);
      // Output j begins at position + ⌊(phase + j · down) / up⌋ and must end within what is there.
      const room = available.length - taps - position;
      const outputs = room < 0 ? 0 : Math.ceil(((room + 1) * ratio.up - phase) / ratio.down);
      return run(available, Math.max(0, outputs));
    },
    finish() {
      const outputs = Math.max(0, Math.ceil((taken * ratio.up) / ratio.down) - given);
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

/** Filters depend on nothing but the ratio; a folder of recordings has one or two. */
function filtersFor(up: number, down: number): ResamplingFilters {
  const key = `${up}/${down}`;
  const known = made.get(key);
  if (known) return known;
  const filters = resamplingFilters({ up, down });
  if (made.size >= KEPT) made.clear();
  made.set(key, filters);
  return filters;
}
const made = new Map<string, ResamplingFilters>();
const KEPT = 4;
