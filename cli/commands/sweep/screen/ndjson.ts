import type { ResultStream } from '../../../ui/streams.js';
import { failureLine } from './plain.js';
import type { SweepRenderer } from './renderer.js';

/** One event a line, as JSON; failed trials are named for people as well. */
export function createSweepNdjsonRenderer(out: ResultStream, write: (line: string) => void): SweepRenderer {
  let written = Promise.resolve();
  return {
    event(event) {
      written = written.then(() => out.write(`${JSON.stringify(event)}\n`));
      // Told by `end`, where it is awaited.
      written.catch(() => undefined);
      if (event.type === 'trial-end' && event.status === 'failed') write(failureLine(event));
    },
    stopping: () => undefined,
    end: () => written,
  };
}
