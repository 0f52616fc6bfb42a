import { setTimeout as sleep } from 'node:timers/promises';
import { spawn } from '@lydell/node-pty';
import { processTree } from '../helpers/process-tree.js';

/** What classifying one recording took. */
export interface Cost {
  readonly wallSeconds: number;
  /** Most resident memory of the program and its children at any moment. */
  readonly peakBytes: number;
  /** The same, until `firstSeconds` of the audio were done. */
  readonly firstPeakBytes: number;
}

const MILLISECONDS_BETWEEN_SAMPLES = 100;

/**
 * Runs `lyrebird classify` in a pseudo-terminal, whose status line says how much audio is done, and samples its memory.
 * @param args arguments of `lyrebird`
 * @throws if the command fails
 */
export async function costOf(program: string, args: readonly string[], firstSeconds: number): Promise<Cost> {
  const began = performance.now();
  const terminal = spawn(process.execPath, [program, ...args], { cols: 120, rows: 30, env: process.env });
  let doneSeconds = 0;
  let screen = '';
  terminal.onData((text) => {
    screen = (screen + text).slice(-4_000);
    doneSeconds = Math.max(doneSeconds, secondsDone(text));
  });
  let exitCode: number | undefined;
  terminal.onExit((event) => (exitCode = event.exitCode));
  let peakBytes = 0;
  let firstPeakBytes = 0;
  while (exitCode === undefined) {
    const processes = await processTree(terminal.pid);
    peakBytes = Math.max(
      peakBytes,
      processes.reduce((sum, { residentBytes }) => sum + residentBytes, 0),
    );
    if (doneSeconds < firstSeconds) firstPeakBytes = peakBytes;
    await sleep(MILLISECONDS_BETWEEN_SAMPLES);
  }
  if (exitCode !== 0) throw new Error(`lyrebird ${args.join(' ')} ended with exit code ${exitCode}:\n${screen}`);
  return { wallSeconds: (performance.now() - began) / 1000, peakBytes, firstPeakBytes };
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { d: 86_400, h: 3_600, m: 60, s: 1 };

/** Reads the seconds of audio off a status line such as `0/1 recordings  1h 2m 3s of audio`; 0 if there is none. */
export function secondsDone(text: string): number {
  const found = [...text.matchAll(/recordings {2}((?:\d+[dhms] ?)+)of audio/g)].at(-1)?.[1] ?? '';
  return [...found.matchAll(/(\d+)([dhms])/g)].reduce((sum, [, n, unit]) => sum + Number(n) * UNIT_SECONDS[unit!]!, 0);
}
