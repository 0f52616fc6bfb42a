import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { lockFolder } from '#src/files/folder-lock.js';
import type { TrainEvent } from '#src/train/events/index.js';
import { ffmpeg } from '../audio/support.js';
import { processTree } from '../helpers/process-tree.js';
import { ESCAPE, lyrebird, parseLines, start, startGroup } from './support/lyrebird.js';
import { useTinyRun } from './support/tiny-run.js';

const { at, corpus } = useTinyRun({ train: false });
const args = (out: string, ...more: string[]): string[] => [
  'train',
  '--task',
  'bird10',
  '--data',
  corpus,
  '--out',
  at(out),
  ...more,
];

describe('lyrebird train', () => {
  it('--json prints one event per line on stdout, from start to end', async () => {
    const { exitCode, stdout, stderr } = await lyrebird(args('json', '--epochs', '2', '--seed', '7', '--json'));
    expect(exitCode).toBe(0);
    const events = parseLines<TrainEvent>(stdout);
    expect(events[0]).toMatchObject({ type: 'start', task: 'bird10', seed: 7, epochs: 2, step: 0, engine: 'compiled' });
    expect(events.filter(({ type }) => type === 'epoch')).toHaveLength(2);
    expect(events.at(-1)).toMatchObject({ type: 'end', reason: 'finished', epoch: 2, path: at('json') });
    expect(stderr).toBe('');
    expect(existsSync(join(at('json'), 'best', 'model.json'))).toBe(true);
  });

  it('without a terminal it writes plain lines to stderr, and nothing to stdout', async () => {
    const { exitCode, stdout, stderr } = await lyrebird(args('plain', '--epochs', '1'), { FORCE_COLOR: '1' });
    expect(exitCode).toBe(0);
    expect(stdout).toBe('');
    expect(stderr).not.toContain(ESCAPE);
    expect(stderr).toMatch(
      /^loaded 33 recordings, 33s of audio\nbird10: bird10, 60,875 parameters, 11 classes, seed 1\n/,
    );
    expect(stderr).toMatch(
      /\nepoch 1 {2}CE [\d.]+ {2}R [\d.]+ {2}training [\d.]+% {2}validation: macro average precision 0\.\d+, segments /,
    );
    expect(stderr).toMatch(/\nbest: epoch 1, macro average precision 0\.\d+; segments [\d.]+%, recordings [\d.]+%\n/);
    expect(stderr).toContain(`\nsaved in ${at('plain')}\n`);
  });

  it('--quiet prints nothing, and a run writes only its folder: nothing in the home folder', async () => {
    const home = at('home');
    mkdirSync(home);
    const environment = { HOME: home, XDG_CACHE_HOME: home, TMPDIR: home };
    const outcome = await lyrebird(args('quiet', '--epochs', '1', '--quiet'), environment);
    expect(outcome).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(readdirSync(home)).toEqual([]);
  });

  it('the model lists the recordings it was trained on', () => {
    const manifest = JSON.parse(readFileSync(join(at('json'), 'best', 'model.json'), 'utf8')) as {
      readonly recordings: Readonly<Record<string, readonly string[]>>;
    };
    const { train, validation, test } = manifest.recordings;
    expect([train!.length, validation!.length, test!.length]).toEqual([11, 11, 11]);
    expect(train).toContain('Synthetica_trillans/synthetic-trillans-01-1.wav');
  });

  it('refuses an existing run without --resume or --overwrite', async () => {
    const refused = await lyrebird(args('json', '--epochs', '2', '--seed', '7'));
    expect(refused.exitCode).toBe(7);
    expect(refused.stderr).toMatch(/^lyrebird: .* already holds a model: continue it with --resume, .*\n$/);
    const overwritten = await lyrebird(args('quiet', '--epochs', '1', '--quiet', '--overwrite'));
    expect(overwritten.exitCode).toBe(0);
  });

  it('waits up to --wait seconds for a process that uses the folder, or until it is interrupted', async () => {
    const waiting = args('taken', '--epochs', '1', '--quiet', '--wait', '60');
    const waits = async (run: ReturnType<typeof start>): Promise<void> => {
      const lock = `-${run.pid}-`;
      while (run.exitCode === null && !readdirSync(at('taken')).some((name) => name.includes(lock))) await delay(5);
    };
    const lock = await lockFolder(at('taken'));
    try {
      const refused = await lyrebird(args('taken', '--epochs', '1'));
      expect([refused.exitCode, refused.stderr]).toEqual([7, expect.stringContaining('taken is in use by process')]);
      const interrupted = start(waiting);
      await waits(interrupted);
      interrupted.kill('SIGINT');
      expect((await interrupted).exitCode).toBe(130);
    } catch (error) {
      await lock.release();
      throw error;
    }
    const patient = start(waiting);
    await waits(patient);
    expect(patient.exitCode).toBeNull();
    await lock.release();
    expect((await patient).exitCode).toBe(0);
    expect(existsSync(join(at('taken'), 'last', 'model.json'))).toBe(true);
  });

  it('--resume needs no other option: the run stores its configuration', async () => {
    const { exitCode, stdout } = await lyrebird(['train', '--out', at('json'), '--resume', '--epochs', '3', '--json']);
    expect(exitCode).toBe(0);
    const events = parseLines<TrainEvent>(stdout);
    const [first] = events;
    expect(first).toMatchObject({ type: 'start', seed: 7 });
    expect(first?.type === 'start' && first.step).toBeGreaterThan(0);
    expect(first?.type === 'start' && first.history).toHaveLength(2);
    expect(events.at(-1)).toMatchObject({ type: 'end', reason: 'finished', epoch: 3 });
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('%s saves and ends with 130; --resume continues', async (signal) => {
    const run = start(args(signal, '--epochs', '1000', '--json', '--set', 'train.reportEverySeconds=0.05'));
    for await (const line of createInterface(run.stdout)) {
      if ((JSON.parse(line) as TrainEvent).type === 'epoch') break;
    }
    run.kill(signal);
    const { exitCode } = await run;
    expect(exitCode).toBe(130);
    const { step } = JSON.parse(readFileSync(join(at(signal), 'last', 'model.json'), 'utf8')) as {
      readonly step: number;
    };
    expect(step).toBeGreaterThan(0);

    const resumed = await lyrebird([
      'train',
      '--out',
      at(signal),
      '--resume',
      '--json',
      '--set',
      `train.maxSteps=${step + 1}`,
    ]);
    expect(parseLines<TrainEvent>(resumed.stdout)[0]).toMatchObject({ type: 'start', step });
  });

  it('saves and ends with 141 when the reader closes stdout before the work is done', async () => {
    const run = start(args('unread', '--epochs', '1000', '--json', '--set', 'train.reportEverySeconds=0.05'));
    run.stdout.once('data', () => run.stdout.destroy());
    const { exitCode, stderr } = await run;
    expect(exitCode).toBe(141);
    expect(stderr).toBe(
      `stopped, because the reader closed stdout; saved in ${at('unread')}: continue with --resume\n`,
    );
    expect(existsSync(join(at('unread'), 'last', 'model.json'))).toBe(true);
  });

  it('two interrupts in a row stop at once, without a crash', async () => {
    const run = start(args('twice', '--epochs', '1000'));
    for await (const line of createInterface(run.stderr)) if (line.startsWith('epoch 1 ')) break;
    run.kill('SIGINT');
    run.kill('SIGINT');
    const { exitCode, signal } = await run;
    expect([exitCode, signal]).toEqual([130, undefined]);
  });

  it.skipIf(!existsSync('/proc/self/status'))(
    'Ctrl+C while recordings are loaded: exit code 130, and no recording is called damaged',
    async () => {
      const long = at('long/wren/1.flac');
      for (const species of ['wren', 'robin']) mkdirSync(at(`long/${species}`), { recursive: true });
      await ffmpeg('-f', 'lavfi', '-i', 'sine=1000', '-t', '600', long);
      for (let i = 2; i <= 8; i++) {
        // Copies would be named.
        await ffmpeg(
          '-i',
          long,
          '-c',
          'copy',
          '-metadata',
          `title=${i}`,
          at(`long/${i % 2 ? 'wren' : 'robin'}/${i}.flac`),
        );
      }
      const { running, pressCtrlC } = startGroup(args('early', '--data', at('long')));
      await expect
        .poll(async () => (await processTree(running.pid!)).map(({ name }) => name), { timeout: 50_000 })
        .toContain('ffmpeg');
      pressCtrlC();
      const { exitCode, stderr } = await running;
      expect(stderr).toBe(
        'stopping: saving\ninterrupted without saving: the steps since the last checkpoint are lost\n',
      );
      expect(exitCode).toBe(130);
    },
  );

  it('refuses a corpus of one class: exit code 3', async () => {
    mkdirSync(at('lonely/wren'), { recursive: true });
    writeFileSync(at('lonely/wren/a.wav'), readFileSync(join(corpus, 'background/synthetic-background-01.wav')));
    const { exitCode, stderr } = await lyrebird([
      'train',
      '--task',
      'bird10',
      '--data',
      at('lonely'),
      '--out',
      at('x'),
    ]);
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/^lyrebird: .*: only one class \(wren\), and a classifier needs two; .*\n$/);
  });

  it('refuses a missing corpus: exit code 3', async () => {
    const { exitCode, stderr } = await lyrebird([
      'train',
      '--task',
      'bird10',
      '--data',
      at('nowhere'),
      '--out',
      at('x'),
    ]);
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/^lyrebird: .*: no such folder\n$/);
  });

  it('refuses an output folder that cannot be created: exit code 7', async () => {
    writeFileSync(at('file'), '');
    const { exitCode, stderr } = await lyrebird(args('file/run', '--epochs', '1', '--quiet'));
    expect(exitCode).toBe(7);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('names a recording that cannot be read, and trains on the others: exit code 4', async () => {
    const bad = join(corpus, 'Synthetica_trillans', 'bad.wav');
    writeFileSync(bad, 'not audio');
    const { exitCode, stderr } = await lyrebird(args('bad', '--epochs', '1', '--quiet'));
    expect(exitCode).toBe(4);
    expect(stderr).toMatch(/^warning: .*bad\.wav: .*; skipped\n/);
  });
});
