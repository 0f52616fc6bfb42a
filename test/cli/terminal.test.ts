import { execa } from 'execa';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ESCAPE } from './support/lyrebird.js';
import { useTinyRun } from './support/tiny-run.js';

// script, of util-linux, runs a command in a pseudo-terminal.
const hasScript = spawnSync('script', ['--version']).stdout?.toString().includes('util-linux') ?? false;

const { folder, corpus } = useTinyRun({ train: false });

function inTerminal(command: string, env: Readonly<Record<string, string>> = {}) {
  return execa('script', ['-qefc', command, '/dev/null'], {
    reject: false,
    all: true,
    env: { TERM: 'xterm-256color', NO_COLOR: undefined, FORCE_COLOR: undefined, CI: undefined, ...env },
  });
}

function trainCommand(out: string, more: string): string {
  const launcher = `${process.execPath} cli/lyrebird.js`;
  return `${launcher} train --task bird10 --data '${corpus}' --out '${join(folder, out)}' ${more}`;
}

describe.skipIf(!hasScript)('training in a terminal', () => {
  it('draws, and keeps the last frame with its summary', async () => {
    const { exitCode, stdout } = await inTerminal(trainCommand('drawn', '--epochs 2'));
    expect(exitCode).toBe(0);
    expect(stdout).toContain(ESCAPE);
    expect(stdout).toContain('━');
    const end = stdout.slice(stdout.lastIndexOf('lyrebird bird10'));
    expect(end).toContain('100%');
    expect(end).toContain('finished after');
    expect(end).toMatch(/average precision|cmAP/);
  });

  it('Ctrl+C, a key in a raw terminal, saves and ends with 130', async () => {
    const run = inTerminal(trainCommand('stopped', '--epochs 1000'));
    let seen = '';
    run.stdout.on('data', (chunk: Buffer) => {
      if (seen.includes('checkpoint at step')) return;
      seen += chunk.toString();
      if (seen.includes('checkpoint at step')) run.stdin.write('\u0003');
    });
    const { exitCode, stdout } = await run;
    expect(exitCode).toBe(130);
    expect(stdout).toContain('interrupted after');
    expect(stdout).toContain('continue with --resume');
    expect(existsSync(join(folder, 'stopped', 'last', 'model.json'))).toBe(true);
  });

  it('NO_COLOR removes the colours and keeps the drawing', async () => {
    const { stdout } = await inTerminal(trainCommand('grey', '--epochs 1'), { NO_COLOR: '1' });
    expect(stdout).toContain('━');
    // eslint-disable-next-line no-control-regex
    expect(stdout).not.toMatch(/\u001B\[(3\d|9\d|1|2|38;[\d;]+)m/);
  });
});

describe.skipIf(!hasScript)('a sweep in a terminal', () => {
  it('draws its table, and keeps the last frame', async () => {
    const grid = `--grid loss.alpha=1 --epochs 1 --set data.batchSize=50`;
    const launcher = `${process.execPath} cli/lyrebird.js`;
    const { exitCode, stdout } = await inTerminal(
      `${launcher} sweep --task bird10 --data '${corpus}' --out '${join(folder, 'sweep')}' ${grid}`,
    );
    expect(exitCode).toBe(0);
    expect(stdout).toContain(ESCAPE);
    const end = stdout.slice(stdout.lastIndexOf('lyrebird sweep bird10'));
    expect(end).toContain('1 cell x 1 seed');
    expect(end).toContain('1/1 trials');
    expect(end).toContain('finished; tables and runs are in');
  });
});
