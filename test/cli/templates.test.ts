import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { recordingInput } from '#cli/commands/templates/recording-input.js';
import { templates } from '#cli/commands/templates/templates.js';
import type { TemplatesFlags } from '#cli/commands/templates/types.js';
import { createRng } from '#src/rng.js';
import { loadModel } from '#src/train/index.js';
import { writeDigits } from '../helpers/digits.js';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';
import { writeUntrainedModel } from '../helpers/untrained-model.js';
import { wavFile } from '../helpers/wav-writer.js';
import { lyrebird } from './support/lyrebird.js';

interface ClassAnswer {
  readonly class: string;
  readonly match: number;
  readonly bias: number;
  readonly logit: number;
  readonly probability: number;
  readonly norm: number;
  readonly cosine: number;
}
interface Answer {
  readonly source: string;
  readonly piecewiseLinear: boolean;
  readonly inputs: readonly {
    readonly name: string;
    readonly label: string | null;
    readonly prediction: string;
    readonly relativeResidual: number;
    readonly classes: readonly ClassAnswer[];
  }[];
  readonly files: Readonly<Record<'svg' | 'png' | 'csv', string>>;
}
type Row = Readonly<Record<string, string>>;

const SPECIES = ['wren', 'robin', 'thrush'];
const RATE_HZ = 44_100;

const { at, write } = useTemporaryFolder();
beforeAll(async () => {
  writeDigits(at('mnist'));
  const images = { images: at('mnist') };
  await writeUntrainedModel(at('max'), { name: 'small-cnn', kind: 'max' }, images);
  await writeUntrainedModel(at('sigmoid'), { name: 'small-cnn', kind: 'mean', activation: 'sigmoid' }, images);
  await writeUntrainedModel(at('birds'), { name: 'bird10' }, { recordings: SPECIES });
  // Quiet except for half a second from 1.5 s; 64-bit samples, so that the file is read in several chunks.
  const rng = createRng(4);
  const noise = Array.from(
    { length: 3 * RATE_HZ },
    (_, i) => (i >= 1.5 * RATE_HZ && i < 2 * RATE_HZ ? 0.5 : 0.01) * (2 * rng.uniform() - 1),
  );
  await write('song.wav', wavFile([noise], { format: 'f64' }));
});

const run = async (...args: string[]): Promise<{ answer: Answer; rows: Row[]; svg: string; stderr: string }> => {
  const { exitCode, stdout, stderr } = await lyrebird(['templates', '--threads', '1', '--json', ...args]);
  expect(stderr).not.toMatch(/^lyrebird:/m);
  expect(exitCode).toBe(0);
  const answer = JSON.parse(stdout) as Answer;
  const rows = parse<Record<string, string>>(readFileSync(answer.files.csv), { columns: true });
  return { answer, rows, svg: readFileSync(answer.files.svg, 'utf8'), stderr };
};

/** Checks that the columns of the CSV agree with the JSON: A_c · x, A_c · x + b_c = f_c, and Σ f_c A_c. */
function expectSums(rows: readonly Row[], classes: readonly ClassAnswer[], relativeResidual: number): void {
  const column = (name: string): number[] => rows.map((row) => Number(row[name]));
  const [x, reconstruction] = [column('x'), column('reconstruction')];
  const columns = classes.map(({ class: name }) => column(`template ${name}`));
  const dot = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  const scale = Math.max(...classes.map(({ logit }) => Math.abs(logit)));
  classes.forEach(({ match, bias, logit, norm, cosine }, c) => {
    expect(Math.abs(dot(columns[c]!, x) - match)).toBeLessThan(1e-4 * scale);
    expect(Math.abs(match + bias - logit)).toBeLessThan(1e-5 * scale);
    expect(norm / Math.sqrt(dot(columns[c]!, columns[c]!))).toBeCloseTo(1, 5);
    expect(cosine).toBeCloseTo(match / norm / Math.sqrt(dot(x, x)), 6);
  });
  expect(classes.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 10);
  const differences = reconstruction.map(
    (value, i) => value - columns.reduce((sum, template, c) => sum + classes[c]!.logit * template[i]!, 0),
  );
  expect(dot(differences, differences)).toBeLessThan(1e-8 * dot(reconstruction, reconstruction));
  const missing = x.map((value, i) => value - reconstruction[i]!);
  expect(relativeResidual / (dot(missing, missing) / dot(x, x))).toBeCloseTo(1, 4);
}

describe('lyrebird templates of a model of images', () => {
  it('writes A[x], b[x] and f(x) of each image, in numbers that add up, and every pixel of every picture', async () => {
    const { answer, rows, svg, stderr } = await run('23', '7', '--model', at('max'), '--out', at('out'));
    expect(answer).toMatchObject({ source: 'mnist-test-50of10000', piecewiseLinear: true });
    expect(answer.inputs.map(({ name, label }) => [name, label])).toEqual([
      ['#23', '3'],
      ['#7', '7'],
    ]);
    for (const { name, classes, prediction, relativeResidual } of answer.inputs) {
      const pixels = rows.filter(({ input }) => input === name);
      expect(pixels).toHaveLength(28 * 28);
      expectSums(pixels, classes, relativeResidual);
      expect(prediction).toBe(classes.reduce((best, one) => (one.logit > best.logit ? one : best)).class);
      expect(Math.max(...classes.map(({ bias }) => Math.abs(bias)))).toBeGreaterThan(0.1);
    }
    const last = rows.at(-1)!;
    expect([last['row'], last['column'], last['channel']]).toEqual(['27', '27', '0']);
    expect(svg.match(/<image /g)).toHaveLength(2 * 12);
    const [first] = answer.inputs[0]!.classes as readonly [ClassAnswer];
    const size = Math.abs(first.match);
    expect(svg).toContain(`>${first.match.toFixed(size >= 9.995 ? 1 : 2).replace('-', '−')} `);
    expect(stderr).toContain('warning: mnist test: PARTIAL DATA');
  });

  it('draws the first image of each class by default; with sigmoids it notes that Eq. 1 is first order', async () => {
    const { exitCode, stdout, stderr } = await lyrebird([
      ...['templates', '--model', at('sigmoid'), '--threads', '1', '--out', at('first')],
    ]);
    expect(exitCode).toBe(0);
    expect(
      [...stdout.matchAll(/^#(\d+), (\d): predicted \d, [\d.]+%; R \/ ‖x‖² = \S+$/gm)].map((match) => match[2]),
    ).toEqual(Array.from({ length: 10 }, (_, digit) => String(digit)));
    expect(stdout).toMatch(/^ {2}class +⟨A_c, x⟩ +b_c +f_c +probability +‖A_c‖ +cos\(A_c, x\)$/m);
    expect(readFileSync(at('first/templates.svg'), 'utf8')).toContain('to first order: sigmoids have no linear pieces');
    expect(stderr).toContain(`figure: ${at('first/templates.svg')}, ${at('first/templates.png')}; all values: `);
  });
});

describe('lyrebird templates of a model of recordings', () => {
  it('draws the loudest segment: waveforms, spectrograms and every sample', async () => {
    const { answer, rows, svg } = await run(at('song.wav'), '--model', at('birds'), '--out', at('bird'));
    const [input] = answer.inputs as readonly [Answer['inputs'][number]];
    expect(input.name).toBe('song.wav at 1.50 s');
    expect(input.classes.map(({ class: name }) => name)).toEqual(SPECIES);
    expect(rows).toHaveLength(22_050);
    expectSums(rows, input.classes, input.relativeResidual);
    expect(svg.match(/<image /g)).toHaveLength(2 + SPECIES.length);
    for (const name of SPECIES) expect(svg).toContain(`template of ${name}: `);
  });

  it('reads the segment at --at, normalised as in training', async () => {
    const flags = { color: false, out: at('none'), at: 1.83 };
    const { inputs, sampleRateHz } = await recordingInput(await loadModel(at('birds')), [at('song.wav')], flags);
    expect(sampleRateHz).toBe(RATE_HZ);
    expect(inputs.map(({ name }) => name)).toEqual(['song.wav at 1.83 s']);
    const x = Array.from(inputs[0]!.x);
    expect(x).toHaveLength(22_050);
    expect(x.reduce((sum, value) => sum + value, 0) / x.length).toBeCloseTo(0, 5);
    expect(x.reduce((sum, value) => sum + value * value, 0) / x.length).toBeCloseTo(1, 4);
    // Loud for its first 0.17 s, until 2 s.
    const loud = x.findLastIndex((value) => Math.abs(value) > 1) / RATE_HZ;
    expect(loud).toBeGreaterThan(0.1695);
    expect(loud).toBeLessThan(0.1701);
  });
});

describe('lyrebird templates refuses', () => {
  const attempt = (names: readonly string[], flags: Partial<TemplatesFlags>): Promise<number> =>
    templates(names, { color: false, out: at('none'), threads: 1, ...flags });

  it('a missing model, and says how to train one', async () => {
    await expect(attempt([], {})).rejects.toThrow('no model given: name a training run with --model; ');
    await expect(attempt([], { model: at('absent') })).rejects.toThrow(
      `no model at ${at('absent')}: no such folder; train one with \`lyrebird train --task mnist --out runs/mnist\``,
    );
  });

  it.each([
    ['max', ['50'], {}, ' is a model of images: expected image numbers below 50 (mnist-test-50of10000), got "50"'],
    [
      'max',
      ['a.wav'],
      {},
      ' is a model of images: expected image numbers below 50 (mnist-test-50of10000), got "a.wav"',
    ],
    ['max', ['-1'], {}, ' is a model of images: expected image numbers below 50 (mnist-test-50of10000), got "-1"'],
    ['max', [], { at: 1 }, ' is a model of images: give numbers of images instead'],
    ['birds', [], {}, ' is a model of recordings: expected one recording, got none'],
    ['birds', ['a', 'b'], {}, ' is a model of recordings: expected one recording, got 2'],
    ['birds', ['a'], { split: 'test' }, ' is a model of recordings'],
    ['birds', ['song.wav'], { at: 3 }, 'song.wav, got 3 s'],
  ] as const)('for model %s: %j with %j', async (model, names, flags, message) => {
    const inputs = names.map((name) => (name === 'song.wav' ? at(name) : name));
    await expect(attempt(inputs, { model: at(model), ...flags })).rejects.toThrow(message);
  });
});
