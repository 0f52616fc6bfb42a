import { execa } from 'execa';
import { createInterface } from 'node:readline';
import { EXIT_INTERRUPTED, EXIT_SOME_FILES_FAILED } from '../../errors.js';
import { tryParseJson } from '../../parse-json.js';
import type { TrainEvent } from '../../train/index.js';
import type { Settings } from '../cell.js';
import { TrialFailure } from '../trial-failure.js';

/**
 * A run left behind by an earlier sweep saves and exits; until then it holds the lock of the folder, or is about to.
 */
const WAIT_FOR_FOLDER_SECONDS = 120;

/** Command that starts a trial. */
export interface TrialCommand {
  /** Command line before `train ...`, e.g. `[process.execPath, 'cli/lyrebird.js']`. */
  readonly command: readonly [program: string, ...programArguments: readonly string[]];
  /** Arguments appended to those of the trial, e.g. `['--ffmpeg', path]`. */
  readonly extraArguments?: readonly string[];
}

/** A training run for `lyrebird train`. */
export interface TrialRun extends TrialCommand {
  /** Configuration file shared by all trials. */
  readonly baseFile: string;
  /** Settings of this trial. */
  readonly settings: Settings;
  /** Absent: that of the configuration. */
  readonly seed?: number;
  /** Run folder. */
  readonly out: string;
  /** Data folder, if different from that of the configuration. */
  readonly data?: string;
}

/** Events and stop signals of a trial. */
export interface TrialHooks {
  /** Saves the trial and stops it. */
  readonly stop: AbortSignal;
  /** Stops the trial at once; progress since the last checkpoint is lost. */
  readonly abandon: AbortSignal;
  readonly onEvent: (event: TrainEvent) => void;
}

/**
 * Runs a trial in a child process, from its last checkpoint if it has one. The child is in a process group of its
 * own, so that the terminal's Ctrl+C reaches only the parent. An IPC channel tells the child when the parent dies: it
 * then saves and exits.
 * @returns whether the trial finished; false if it was stopped
 * @throws TrialFailure if the child exits with an error
 */
export async function runTrialProcess(trial: TrialRun, { stop, abandon, onEvent }: TrialHooks): Promise<boolean> {
  if (stop.aborted) return false;
  const [program, ...programArguments] = trial.command;
  const child = execa(program, [...programArguments, ...trainArguments(trial)], {
    stdin: 'ignore',
    ipc: true,
    detached: true,
    buffer: { stdout: false },
    reject: false,
    forceKillAfterDelay: false,
  });
  const end = (): boolean => child.kill('SIGTERM');
  stop.addEventListener('abort', end);
  abandon.addEventListener('abort', end);
  try {
    for await (const line of createInterface(child.stdout)) {
      // A child that is killed may leave half a line; its exit says what became of it.
      const event = tryParseJson(line);
      if (event !== undefined) onEvent(event as TrainEvent);
    }
    const { exitCode, signal, stderr } = await child;
    const message = errorMessage(stderr);
    if (exitCode === 0 || (exitCode === EXIT_SOME_FILES_FAILED && message === undefined)) return true;
    if (stop.aborted && (exitCode === EXIT_INTERRUPTED || signal === 'SIGTERM')) return false;
    if (exitCode === EXIT_INTERRUPTED) {
      throw new TrialFailure('something else stopped it; it is saved, and the same command continues it');
    }
    throw new TrialFailure(message ?? (signal ? `killed by ${signal}` : `exited with code ${exitCode}`));
  } finally {
    stop.removeEventListener('abort', end);
    abandon.removeEventListener('abort', end);
  }
}

function trainArguments({ baseFile, settings, seed, out, data, extraArguments = [] }: TrialRun): string[] {
  // One argument each: a path from a queue may begin with a dash, and must not be read as an option.
  const overrides = Object.entries(settings).map(([path, value]) => `--set=${path}=${JSON.stringify(value)}`);
  return [
    ...['train', '--config', baseFile, ...overrides],
    ...(seed === undefined ? [] : ['--seed', String(seed)]),
    ...['--out', out, '--resume', '--wait', String(WAIT_FOR_FOLDER_SECONDS), '--json'],
    ...(data === undefined ? [] : ['--data', data]),
    ...extraArguments,
  ];
}

/** The error message that the command printed. */
function errorMessage(stderr: string): string | undefined {
  const line = stderr.split('\n').find((text) => text.startsWith('lyrebird: '));
  return line?.slice('lyrebird: '.length);
}
