import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { EXIT_INTERRUPTED } from '../../../src/errors.js';
import { printable } from '../../../src/printable.js';
import type { CommonOptions } from '../../options/common-options.js';
import { LYREBIRD } from '../../launcher.js';
import { ffmpegArguments } from '../../options/sweep-options.js';
import { onInterrupt } from '../../ui/interrupt.js';
import { plural } from '../../ui/words.js';
import { say } from '../../ui/streams.js';
import { runWorker, type WorkerEvent, withoutPassword } from '../../../src/sweep/queue/index.js';

/** Options of `lyrebird worker`. */
export interface WorkerFlags extends CommonOptions {
  readonly queue: string;
  readonly parallel?: number;
  readonly data?: string;
  readonly out: string;
  readonly lostAfter: number;
  readonly ffmpeg?: string;
}

/** Runs `lyrebird worker` until it is interrupted. @returns the exit code */
export async function worker(flags: WorkerFlags): Promise<number> {
  const { queue, out, data, lostAfter, ffmpeg, parallel = availableParallelism() } = flags;
  const [stop, abandon] = [new AbortController(), new AbortController()];
  const tell = (line: string): void => {
    if (!flags.quiet) say(line);
  };
  const release = onInterrupt(() => {
    if (stop.signal.aborted) abandon.abort();
    else tell('stopping: running trials are being saved and returned to the queue');
    stop.abort();
  });
  tell(`worker for ${withoutPassword(queue)}: ${plural(parallel, 'trial')} at a time; runs go to ${out}`);
  try {
    await runWorker({
      address: queue,
      parallel,
      out: resolve(out),
      lostAfterSeconds: lostAfter,
      ...(data !== undefined && { data: resolve(data) }),
      command: LYREBIRD,
      extraArguments: ffmpegArguments(ffmpeg),
      onEvent: (event) => (isWarning(event) ? say : tell)(printable(eventText(event))),
      stop: stop.signal,
      abandon: abandon.signal,
    });
    return EXIT_INTERRUPTED;
  } finally {
    release();
  }
}

/** Whether an event is printed even with --quiet. */
function isWarning({ type }: WorkerEvent): boolean {
  return type === 'failed' || type === 'problem' || type === 'recovered';
}

function eventText(event: WorkerEvent): string {
  switch (event.type) {
    case 'taken':
      return `started: ${event.name}`;
    case 'finished':
      return `finished: ${event.name}`;
    case 'failed':
      return `failed: ${event.name}: ${event.message}`;
    case 'lost':
      return `taken over by another worker: ${event.name}`;
    case 'returned':
      return `saved and returned to the queue: ${event.name}`;
    case 'problem':
    case 'recovered':
      return event.message;
  }
}
