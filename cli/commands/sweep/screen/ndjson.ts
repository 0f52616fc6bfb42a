import type { ResultStream } from '../../../ui/streams.js';
import { failureLine } from './plain.js';
import type { SweepRenderer } from './renderer.js';

/** Writes one JSON event per line, and reports failed trials on stderr too. */
export function createSweepNdjsonRenderer(out: ResultStream, write: (line: string) => void): SweepRenderer {
  let written = Promise.resolve();
  return {
    event(event) {
      written = written.then(() => out.write(`${JSON.stringify(event)}\n`));
      // `end` returns the same promise, so its caller sees the error.
      written.catch(() => undefined);
      if (event.type === 'trial-end' && event.status === 'failed') write(failureLine(event));
    },
    stopping: () => undefined,
    end: () => written,
  };
}
