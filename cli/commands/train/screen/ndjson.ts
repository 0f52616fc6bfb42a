import type { ResultStream } from '../../../ui/streams.js';
import type { TrainRenderer } from './renderer.js';

/** Writes one JSON event per line. */
export function createNdjsonRenderer(out: ResultStream): TrainRenderer {
  return {
    event: (event) => out.write(`${JSON.stringify(event)}\n`),
    loading: () => undefined,
    stopping: () => undefined,
    end: () => Promise.resolve(),
  };
}
