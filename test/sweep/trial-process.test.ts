import { describe, expect, it } from 'vitest';
import { runTrialProcess } from '#src/sweep/processes/trial-process.js';
import { TrialFailure } from '#src/sweep/trial-failure.js';

/** Runs a program in place of `lyrebird train`. */
function run(program: string): Promise<boolean> {
  const { signal } = new AbortController();
  return runTrialProcess(
    { command: [process.execPath, '-e', program], baseFile: 'base.yaml', settings: {}, seed: 1, out: 'run' },
    { stop: signal, abandon: signal, onEvent: () => undefined },
  );
}

describe('runTrialProcess', () => {
  it('takes a trial that left out recordings (exit code 4) for finished', async () => {
    expect(await run('console.error("warning: a.wav: no such file; skipped"); process.exitCode = 4')).toBe(true);
  });

  it('takes a trial that an error ended for failed, with its message, whatever the exit code', async () => {
    await expect(run('console.error("lyrebird: a.wav: damaged"); process.exitCode = 4')).rejects.toThrow(
      new TrialFailure('a.wav: damaged'),
    );
    await expect(run('process.exitCode = 3')).rejects.toThrow(new TrialFailure('exited with code 3'));
  });
});
