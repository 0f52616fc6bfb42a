import { execa } from 'execa';
import { createInterface } from 'node:readline';
import { EXIT_INTERRUPTED } from '../../errors.js';
import type { TrainEvent } from '../../train/index.js';
import type { Settings } from '../cell.js';
import { TrialFailure } from '../trial-failure.js';

/** A run that an earlier sweep left behind saves and ends; until then it has the folder, or is about to take it. */
const WAIT_FOR_FOLDER_SECONDS = 120;

/** How a trial is started. */
export interface TrialCommand {
  /** The words before `train ...`: the program, then what it is given, such as `[process.execPath, 'cli/lyrebird.js']`. */
  readonly command: readonly [program: string, ...words: readonly string[]];
  /** Words after those of the trial, such as `['--ffmpeg', path]`. */
  readonly extraArguments?: readonly string[];
}

/** A training run to be done by `lyrebird train`. */
export interface TrialRun extends TrialCommand {
  /** Configuration of all trials. */
  readonly baseFile: string;
  /** Settings of this one. */
  readonly settings: Settings;
  readonly seed: number;
  /** Run folder. */
  readonly out: string;
  /** Where the data lies, if not where the configuration has it. */
  readonly data?: string;
}

/** What a trial tells, and how it is stopped. */
export interface TrialHooks {
  /** Ends the trial, with everything saved. */
  readonly stop: AbortSignal;
  /** Ends it at once; what came since the last checkpoint is lost. */
  readonly leave: AbortSignal;
  readonly onEvent: (event: TrainEvent) => void;
}

/**
 * Runs a trial in a process of its own, from its last checkpoint if it has one. The process is in no group with this one, so that a
 * terminal's Ctrl+C reaches this one alone; and it has a channel to it, so that it saves and ends when this one is gone.
 * @returns whether it finished; false if it was stopped
 * @throws TrialFailure
 */
export async function runTrialProcess(trial: TrialRun, { stop, leave, onEvent }: TrialHooks): Promise<boolean> {
  if (stop.aborted) return false;
  const [program, ...words] = trial.command;
  const child = execa(program, [...words, ...trainArguments(trial)], {
    stdin: 'ignore',
    ipc: true,
    detached: true,
    buffer: { stdout: false },
    reject: false,
    forceKillAfterDelay: false,
  });
  const end = (): boolean => child.kill('SIGTERM');
  stop.addEventListener('abort', end);
  leave.addEventListener('abort', end);
  try {
    for await (const line of createInterface(child.stdout)) onEvent(JSON.parse(line) as TrainEvent);
    const { exitCode, signal, stderr } = await child;
    if (exitCode === 0) return true;
    if (exitCode === EXIT_INTERRUPTED || (stop.aborted && signal === 'SIGTERM')) return false;
    throw new TrialFailure(reason(stderr) ?? (signal ? `killed by ${signal}` : `ended with code ${exitCode}`));
  } finally {
    stop.removeEventListener('abort', end);
    leave.removeEventListener('abort', end);
  }
}

function trainArguments({ baseFile, settings, seed, out, data, extraArguments = [] }: TrialRun): string[] {
  const overrides = Object.entries(settings).flatMap(([path, value]) => ['--set', `${path}=${JSON.stringify(value)}`]);
  return [
    ...['train', '--config', baseFile, ...overrides, '--seed', String(seed)],
    ...['--out', out, '--resume', '--wait', String(WAIT_FOR_FOLDER_SECONDS), '--json'],
    ...(data === undefined ? [] : ['--data', data]),
    ...extraArguments,
  ];
}

/** The line with which the command told of its error. */
function reason(stderr: string): string | undefined {
  const line = stderr.split('\n').find((text) => text.startsWith('lyrebird: '));
  return line?.slice('lyrebird: '.length);
}
