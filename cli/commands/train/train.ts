import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ConfigError, EXIT_INTERRUPTED } from '../../../src/errors.js';
import type { EndEvent } from '../../../src/train/index.js';
import type { CommonOptions, EngineFlags } from '../../options/common-options.js';
import { onInterrupt } from '../../ui/interrupt.js';
import { chooseRenderer } from './screen/choose.js';
import type { RenderChoice } from '../../ui/render-choice.js';
import { results, say } from '../../ui/streams.js';
import { startTraining } from './client.js';
import type { TrainRequest } from './protocol.js';

/** Options of `lyrebird train`. */
export interface TrainFlags extends CommonOptions, EngineFlags {
  readonly task?: string;
  readonly config?: string;
  readonly data?: string;
  readonly out?: string;
  readonly set: readonly string[];
  readonly seed?: number;
  readonly epochs?: number;
  readonly steps?: number;
  readonly resume?: true;
  readonly overwrite?: true;
  readonly wait: number;
  readonly ffmpeg?: string;
  readonly json?: true;
}

/** Runs the command. @returns the exit code */
export async function train(flags: TrainFlags): Promise<number> {
  const end = await trainAndShow(requestOf(flags), {
    json: flags.json ?? false,
    quiet: flags.quiet ?? false,
    color: flags.color,
  });
  if (end?.reason === 'finished' || results.closed.aborted) return 0;
  if (!end) say('interrupted before a checkpoint of these steps: nothing of them was saved');
  return EXIT_INTERRUPTED;
}

/**
 * Trains in another thread, and shows it on this one until it has ended.
 * @returns how it ended; undefined if it was left before it could save
 */
export async function trainAndShow(
  request: TrainRequest,
  choice: RenderChoice,
  onStop: () => void = () => undefined,
): Promise<EndEvent | undefined> {
  const run = startTraining(request);
  let stop = (): void => run.stop();
  const renderer = await chooseRenderer(choice, { stop: () => stop() });
  stop = () => {
    onStop();
    renderer.stopping();
    run.stop();
  };
  const release = onInterrupt(() => stop());
  results.closed.addEventListener('abort', () => run.stop());
  let end: EndEvent | undefined;
  try {
    for await (const event of run.events) {
      if (event.type === 'loading') renderer.loading(event);
      else await renderer.event(event);
      if (event.type === 'end') end = event;
    }
  } finally {
    release();
    await renderer.end();
  }
  return end;
}

function requestOf(flags: TrainFlags): TrainRequest {
  const { task, config, data, out, set, seed, epochs, steps, engine, device, threads, ffmpeg } = flags;
  const resume = flags.resume ?? false;
  if (task !== undefined && config !== undefined) {
    throw new ConfigError(`--task and --config both name an experiment: give one, got ${task} and ${config}`);
  }
  if (epochs !== undefined && steps !== undefined) {
    throw new ConfigError(`--epochs and --steps both say how long to train: give one, got ${epochs} and ${steps}`);
  }
  const values = {
    'data.path': data === undefined ? undefined : resolve(data),
    seed,
    'train.epochs': epochs,
    'train.steps': steps,
    'engine.engine': engine,
    'engine.device': device,
    'engine.threads': threads,
  };
  // A run knows its own configuration: resuming it needs no other.
  const own = out === undefined ? undefined : join(out, 'config.yaml');
  const ownIsThere = resume && task === undefined && own !== undefined && existsSync(own);
  const configFile = config ?? (ownIsThere ? own : undefined);
  return {
    ...(task !== undefined && { task }),
    ...(configFile !== undefined && { configFile }),
    overrides: set,
    values: Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)),
    ...(out !== undefined && { out }),
    resume,
    overwrite: flags.overwrite ?? false,
    waitSeconds: flags.wait,
    ...(ffmpeg !== undefined && { ffmpeg }),
  };
}
