import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ChildMessage } from './child.js';
import { processorSeconds } from './process-usage.js';
import type { Outcome } from './run-case.js';

/** How a case ended; beyond `Outcome`, the reader's process died or was stopped. */
export type CaseOutcome = Outcome | 'crash' | 'too slow';

export interface FuzzCase {
  readonly index: number;
  readonly outcome: CaseOutcome;
  /** Name of the well-formed input; absent if the process died. */
  readonly input?: string;
  /** Error message, or how the process died. */
  readonly message: string;
  /** Processor time of the reader and its ffmpeg. */
  readonly processorSeconds: number;
  /** Peak resident memory of the reader's process, without ffmpeg; 0 if it died. */
  readonly peakMegabytes: number;
}

export interface SuperviseOptions {
  readonly target: string;
  readonly seed: number;
  readonly first: number;
  readonly stride: number;
  /** Cases from `first` up to, not including, this one. */
  readonly end: number;
  /** A case that takes longer is stopped. */
  readonly limitProcessorSeconds: number;
  readonly onCase: (result: FuzzCase) => void;
}

const CHILD = fileURLToPath(new URL('child.js', import.meta.url));
const WATCH_INTERVAL_MS = 500;
/** A reader that waits for ever takes no processor time. */
const LIMIT_WALL_SECONDS = 120;

/** Runs cases in a child process, which is started again after each case that kills it or has to be stopped. */
export async function superviseCases(options: SuperviseOptions): Promise<void> {
  let next = options.first;
  while (next < options.end) next = await runUntilDeath(options, next);
}

/** @returns the case to continue with; at least `end` if all are done */
async function runUntilDeath(options: SuperviseOptions, first: number): Promise<number> {
  const { target, seed, stride, end, limitProcessorSeconds, onCase } = options;
  const child = fork(CHILD, [target, seed, first, stride, end].map(String), {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    detached: true,
  });
  let current: { readonly index: number; readonly secondsBefore: number; readonly startedAtMs: number } | undefined;
  let stopped = false;
  let errorText = '';
  child.stderr!.on('data', (bytes: Buffer) => (errorText = (errorText + bytes.toString()).slice(-4_000)));
  child.on('message', (message: ChildMessage) => {
    if ('started' in message) {
      const secondsBefore = processorSeconds(child.pid!);
      current = { index: message.started, secondsBefore, startedAtMs: performance.now() };
      return;
    }
    const seconds = processorSeconds(child.pid!) - current!.secondsBefore;
    const { finished: index, input, peakMegabytes, result } = message;
    onCase({ index, input, peakMegabytes, ...result, processorSeconds: seconds });
    current = undefined;
  });
  const watch = setInterval(() => {
    if (!current) return;
    const tooSlow = processorSeconds(child.pid!) - current.secondsBefore > limitProcessorSeconds;
    if (!tooSlow && performance.now() - current.startedAtMs < LIMIT_WALL_SECONDS * 1_000) return;
    stopped = true;
    process.kill(-child.pid!, 'SIGKILL');
  }, WATCH_INTERVAL_MS);
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, exitSignal) => resolve([exitCode, exitSignal]));
  });
  clearInterval(watch);
  if (!current) {
    if (code === 0) return end;
    throw new Error(`the fuzzing process ended with ${code ?? signal} between two cases: ${errorText}`);
  }
  onCase({
    index: current.index,
    outcome: stopped ? 'too slow' : 'crash',
    message: `process ended with ${code ?? signal}: ${errorText}`,
    processorSeconds: limitProcessorSeconds,
    peakMegabytes: 0,
  });
  return current.index + stride;
}
