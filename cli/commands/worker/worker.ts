import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { ConfigError, EXIT_INTERRUPTED } from '../../../src/errors.js';
import { printable } from '../../../src/printable.js';
import { givenEngineOptions, type CommonOptions } from '../../options/common-options.js';
import { LYREBIRD } from '../../launcher.js';
import { ffmpegArguments } from '../../options/sweep-options.js';
import { onInterrupt } from '../../ui/interrupt.js';
import { plural } from '../../ui/words.js';
import { say } from '../../ui/streams.js';
import { type WorkerEvent, type WorkerSettings, withoutPassword } from '../../../src/queue/index.js';
import { runWorker } from '../../../src/sweep/queue/index.js';

/** Options of `lyrebird worker`. */
export interface WorkerFlags extends CommonOptions {
  readonly queue: string;
  readonly parallel?: number;
  readonly data?: string;
  readonly recordings?: string;
  readonly model?: string;
  readonly threads?: number;
  readonly out: string;
  readonly lostAfter: number;
  readonly ffmpeg?: string;
}

/** Recordings at a time: while one is read, the network runs on the other. */
const PARALLEL_RECORDINGS = 2;

/** Runs `lyrebird worker` until it is interrupted. @returns the exit code */
export async function worker(flags: WorkerFlags): Promise<number> {
  const { recordings, model, data, threads } = flags;
  if (recordings === undefined && model === undefined) {
    if (threads !== undefined) {
      throw new ConfigError('--threads is for recordings: trials have the threads of their sweep (sweep --threads)');
    }
    return work(flags, trialWork(flags));
  }
  if (recordings === undefined || model === undefined) {
    throw new ConfigError('a worker for recordings needs both --recordings and --model');
  }
  if (data !== undefined) throw new ConfigError('--data is for trials: recordings are those below --recordings');
  return work(flags, recordingWork(flags, { recordings, model }));
}

/** What a worker does, and how it says so. */
interface Work {
  /** What goes on, for its first line. */
  readonly description: string;
  /** What happens when it is asked to stop. */
  readonly stopping: string;
  run(settings: WorkerSettings, abandon: AbortSignal): Promise<void>;
  readonly parallel: number;
}

function trialWork({ out, data, ffmpeg, parallel = availableParallelism() }: WorkerFlags): Work {
  return {
    parallel,
    description: `${plural(parallel, 'trial')} at a time; runs go to ${out}`,
    stopping: 'running trials are being saved and returned to the queue',
    run: (settings, abandon) =>
      runWorker({
        ...{ ...settings, abandon, out: resolve(out), command: LYREBIRD, extraArguments: ffmpegArguments(ffmpeg) },
        ...(data !== undefined && { data: resolve(data) }),
      }),
  };
}

function recordingWork(
  { out, ffmpeg, threads, parallel = PARALLEL_RECORDINGS }: WorkerFlags,
  { recordings, model }: { readonly recordings: string; readonly model: string },
): Work {
  return {
    parallel,
    description: `${plural(parallel, 'recording')} at a time, below ${recordings}`,
    stopping: 'recordings are returned to the queue',
    async run(settings) {
      const { runRecordingWorker } = await import('../../../audio/classify/queue/index.js');
      await runRecordingWorker({
        ...{
          ...settings,
          recordings,
          model,
          out: resolve(out),
          engine: givenEngineOptions({ ...(threads !== undefined && { threads }) }),
        },
        ...(ffmpeg !== undefined && { ffmpeg }),
      });
    },
  };
}

async function work(
  { queue, lostAfter, quiet }: WorkerFlags,
  { description, stopping, parallel, run }: Work,
): Promise<number> {
  const [stop, abandon] = [new AbortController(), new AbortController()];
  const tell = (line: string): void => {
    if (!quiet) say(line);
  };
  const release = onInterrupt(() => {
    if (stop.signal.aborted) abandon.abort();
    else tell(`stopping: ${stopping}`);
    stop.abort();
  });
  tell(`worker for ${withoutPassword(queue)}: ${description}`);
  try {
    const onEvent = (event: WorkerEvent): void => (isWarning(event) ? say : tell)(printable(eventText(event)));
    await run({ address: queue, parallel, lostAfterSeconds: lostAfter, onEvent, stop: stop.signal }, abandon.signal);
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
