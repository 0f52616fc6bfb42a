import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { beforeAll, describe, expect, it } from 'vitest';
import type { GanResult } from '#src/gan/result.js';
import type { GanEvent } from '#src/gan/run.js';
import { readAudio, type RecordingGanConfig } from '#audio/index.js';
import { readEbganCheckpoint } from '#src/gan/index.js';
import { writeDigits } from '../helpers/digits.js';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';
import { lyrebird, parseLines, start } from './support/lyrebird.js';
import { useTinyRun } from './support/tiny-run.js';

const { at } = useTemporaryFolder();
beforeAll(() => writeDigits(at('data'), { train: 100, test: 40 }));

const TINY = [
  ...['data.batchSize=8', 'discriminator.outputs=6', 'generator.channels=2', 'generator.latentSize=4'],
  ...['train.reportEverySteps=2', 'measure.examples=20', 'measure.classifierSteps=3'],
];
const DIGITS = ['discriminator.hidden=[8]', 'train.samplesEverySteps=4'];

const digits = (out: string, ...args: string[]) =>
  lyrebird([
    'gan',
    '--task',
    'mnist',
    '--data',
    at('data'),
    '--out',
    at(out),
    '--threads',
    '1',
    '--set',
    ...TINY,
    ...DIGITS,
    ...args,
  ]);

const resultIn = (run: string): GanResult =>
  JSON.parse(readFileSync(join(at(run), 'result.json'), 'utf8')) as GanResult;

describe('lyrebird gan on digits', () => {
  it('trains, draws samples, measures, and prints a table over seeds', async () => {
    const { exitCode, stdout, stderr } = await digits('digits', '--steps', '6', '--seeds', '2');
    expect(stderr).toContain('ebgan-mnist: seed 1, 100 real examples, 6 steps, batches of 8; saving to ');
    expect(stderr).toContain('training the reference classifier: small-cnn, 3 steps');
    expect(stderr.match(/training the reference classifier/g)).toHaveLength(1);
    expect(stderr).toContain('PARTIAL DATA, 100 of 60000');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^ebgan-mnist, 6 steps\n/);
    for (const row of ['seed 1', 'seed 2', 'mean', 'std', 'real', 'noise'])
      expect(stdout).toMatch(new RegExp(`^ +${row} `, 'm'));
    expect(stdout).not.toContain('NaN');

    for (const seed of ['seed1', 'seed2']) {
      const picture = decode(readFileSync(at(`digits/${seed}/samples.png`)));
      expect(picture.width).toBeGreaterThan(300);
      expect(readdirSync(at(`digits/${seed}/samples`)).filter((name) => name.endsWith('.png'))).toEqual([
        'step-0000004.png',
        'step-0000006.png',
      ]);
      for (const file of ['energies.svg', 'energies.csv', 'curves.csv', 'config.yaml'])
        expect(existsSync(at(`digits/${seed}/${file}`))).toBe(true);
    }
    const result = resultIn('digits/seed2');
    expect(result).toMatchObject({ task: 'ebgan-mnist', seed: 2, steps: 6, quick: false });
    const { measures } = result;
    expect(measures.kind).toBe('images');
    expect(measures.examples).toBe(20);
    if (measures.kind === 'images') {
      expect(measures.classifier.generated.histogram.reduce((sum, count) => sum + count, 0)).toBe(20);
      expect(measures.classifier.accuracy).toBeGreaterThanOrEqual(0);
    }
    const summary = readFileSync(at('digits/summary.csv'), 'utf8').trim().split('\n');
    expect(summary[0]).toBe(
      'task,seed,steps,R real,R generated,R noise,diversity,1-NN accuracy,confident,classes,score,' +
        'training distance,stable',
    );
    expect(summary).toHaveLength(3);
  });

  it('refuses existing runs; with --resume it prints the finished results again', async () => {
    const refused = await digits('digits', '--steps', '6');
    expect(refused.exitCode).toBe(7);
    expect(refused.stderr).toMatch(/^lyrebird: .*seed1 already holds a run: .*--resume.*--out.*--overwrite\n$/);
    const before = resultIn('digits/seed1');
    const { exitCode, stdout } = await digits('digits', '--steps', '6', '--seeds', '2', '--resume', '--quiet');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^ +seed 2 /m);
    expect(resultIn('digits/seed1')).toEqual(before);
  });

  it('measures again with other measure settings; the summary lists the runs of every call', async () => {
    const before = resultIn('digits/seed1').measures;
    const { exitCode } = await digits(
      'digits',
      ...['measure.examples=12', 'measure.classifierSteps=4', '--steps', '6', '--resume', '--quiet'],
    );
    expect(exitCode).toBe(0);
    const { measures } = resultIn('digits/seed1');
    expect([before.examples, measures.examples, resultIn('digits/seed2').measures.examples]).toEqual([20, 12, 20]);
    expect(measures.energy.real).not.toBe(before.energy.real);
    const summary = readFileSync(at('digits/summary.csv'), 'utf8').trim().split('\n');
    expect(summary.map((row) => row.split(',')[1])).toEqual(['seed', '1', '2']);
  });

  it('prints events as JSON, saves on Ctrl+C, exits with 130, and resumes to the same bits', async () => {
    const args = ['gan', '--task', 'mnist', '--data', at('data'), '--threads', '1', '--steps', '60', '--json'];
    const set = ['--set', ...TINY, ...DIGITS, 'train.samplesEverySteps=60'];
    const running = start([...args, ...set, '--out', at('stopped')]);
    running.stdout.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('"type":"step"')) running.kill('SIGINT');
    });
    const { exitCode, stdout } = await running;
    expect(exitCode).toBe(130);
    const end = parseLines<GanEvent>(stdout).at(-1) as Extract<GanEvent, { type: 'end' }>;
    expect(end).toMatchObject({ type: 'end', reason: 'interrupted' });
    expect(end.step).toBeGreaterThan(0);
    expect(end.step).toBeLessThan(60);

    const resumed = await lyrebird([...args, ...set, '--out', at('stopped'), '--resume']);
    expect(parseLines<GanEvent>(resumed.stdout)[0]).toMatchObject({ type: 'start', step: end.step });
    const whole = await lyrebird([...args, ...set, '--out', at('whole')]);
    expect(whole.exitCode).toBe(0);
    const events = parseLines<GanEvent>(whole.stdout);
    expect(events.slice(-4).map(({ type }) => type)).toEqual(['samples', 'checkpoint', 'end', 'measured']);
    expect(events.slice(0, 4).map(({ type }) => type)).toEqual(['start', 'checkpoint', 'step', 'step']);
    const measured = events.at(-1) as Extract<GanEvent, { type: 'measured' }>;
    expect(measured.result).toEqual(resultIn('whole/seed1'));
    expect(measured.paths.every((path) => existsSync(path))).toBe(true);
    const [a, b] = await Promise.all(['whole', 'stopped'].map((name) => readEbganCheckpoint(at(`${name}/seed1/last`))));
    expect(b!.state).toEqual(a!.state);
    expect(resultIn('stopped/seed1').measures).toEqual(resultIn('whole/seed1').measures);
  });

  it('refuses an unknown task, and a missing one', async () => {
    const { exitCode, stderr } = await lyrebird(['gan', '--task', 'cats']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Allowed choices are mnist, birds');
    const none = await lyrebird(['gan']);
    expect(none.exitCode).toBe(2);
    expect(none.stderr).toBe('lyrebird: no task given: choose one of birds, mnist, or give a configuration file\n');
  });
});

describe('lyrebird gan on recordings', () => {
  const run = useTinyRun({ train: false });

  it('writes audio files, spectrograms and mean spectra', async () => {
    const args = [
      'gan',
      '--task',
      'birds',
      '--data',
      run.corpus,
      '--out',
      at('birds'),
      '--threads',
      '1',
      '--quick',
      '--steps',
      '3',
    ];
    const { exitCode, stdout, stderr } = await lyrebird([...args, '--set', ...TINY]);
    expect(stderr).toMatch(/^QUICK: /);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^QUICK: ebgan-birds, 3 steps\n/);
    expect(stdout).not.toContain('NaN');
    const result = resultIn('birds/seed1');
    expect(result.quick).toBe(true);
    const { sampleRateHz, segmentSeconds } = (result.settings as RecordingGanConfig).audio;
    for (const name of ['generated-01', 'generated-10', 'real-01']) {
      const { pcm, info } = await readAudio(at(`birds/seed1/sounds/${name}.wav`), { sampleRateHz });
      expect(info.sampleRateHz).toBe(sampleRateHz);
      expect(pcm).toHaveLength(sampleRateHz * segmentSeconds);
      expect(Math.max(...pcm.map(Math.abs))).toBeCloseTo(0.5, 3);
    }
    expect(decode(readFileSync(at('birds/seed1/samples.png'))).height).toBeGreaterThan(300);
    const spectra = readFileSync(at('birds/seed1/spectra.csv'), 'utf8').trim().split('\n');
    expect(spectra[0]).toBe('examples,bandHz,levelDb');
    expect(spectra).toHaveLength(1 + 3 * 32);
  });
});
