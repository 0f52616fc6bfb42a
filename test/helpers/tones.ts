import { UNLABELLED, type Dataset } from '#src/data/types.js';
import { createRng } from '#src/rng.js';

export interface TonesOptions {
  readonly name?: string;
  readonly seed?: number;
  /** Recordings per class. */
  readonly recordings?: number;
  /** Segments per recording. */
  readonly segments?: number;
  /** Samples per segment; bird10 needs 4,608. */
  readonly samples?: number;
  readonly labelled?: boolean;
}

/** Noisy sines at three pitches, a small data set to train on. Each example is computed when it is read. */
export function tones({
  name = 'tones',
  seed = 1,
  recordings = 3,
  segments = 4,
  samples = 6144,
  labelled = true,
}: TonesOptions = {}): Dataset {
  const pitches = [0.031, 0.083, 0.171];
  const perClass = recordings * segments;
  return {
    name,
    classes: ['low', 'middle', 'high'],
    inputShape: [samples],
    length: perClass * pitches.length,
    label: (index) => (labelled ? Math.floor(index / perClass) : UNLABELLED),
    source: (index) => Math.floor(index / segments),
    read(index, out, offset) {
      const rng = createRng(seed).split('tone', index);
      const pitch = pitches[Math.floor(index / perClass)]! * (1 + 0.05 * rng.normal());
      const phase = rng.uniform() * 2 * Math.PI;
      for (let t = 0; t < samples; t++) {
        out[offset + t] = Math.sqrt(2) * Math.sin(2 * Math.PI * pitch * t + phase) + 0.5 * (2 * rng.uniform() - 1);
      }
    },
  };
}
