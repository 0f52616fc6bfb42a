import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A running `lyrebird` command. */
export interface RunningCommand {
  /** Lines on stderr so far. */
  readonly lines: readonly string[];
  /** Resolves with the exit code; -1 if a signal ended it. */
  readonly ended: Promise<number>;
  kill(signal: NodeJS.Signals): void;
}

/** @param checkout a built clone */
export function startCommand(
  checkout: string,
  args: readonly string[],
  onLine: (line: string) => void = () => undefined,
): RunningCommand {
  const child = spawn(process.execPath, [join(checkout, 'cli', 'lyrebird.js'), ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const lines: string[] = [];
  createInterface(child.stderr).on('line', (line) => {
    lines.push(line);
    onLine(line);
  });
  const ended = new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? -1)));
  return { lines, ended, kill: (signal) => void child.kill(signal) };
}
