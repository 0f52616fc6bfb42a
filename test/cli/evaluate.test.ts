import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { evaluationReport } from '#cli/commands/evaluate/report.js';
import type { EvaluateResult } from '#src/train/trained-model/types.js';
import { lyrebird } from './support/lyrebird.js';
import { useTinyRun } from './support/tiny-run.js';

const { folder, corpus, model } = useTinyRun();

interface Evaluated {
  readonly result: EvaluateResult;
  readonly stderr: string;
}

const evaluate = (data: string, ...more: string[]): Promise<Evaluated> => evaluateExpecting(0, data, ...more);

async function evaluateExpecting(code: number, data: string, ...more: string[]): Promise<Evaluated> {
  const { exitCode, stdout, stderr } = await lyrebird([
    'evaluate',
    '--model',
    model,
    '--data',
    data,
    '--json',
    ...more,
  ]);
  expect(exitCode).toBe(code);
  expect(stdout.split('\n')).toHaveLength(2);
  return { result: JSON.parse(stdout) as EvaluateResult, stderr };
}

const sum = (matrix: readonly (readonly number[])[]): number => matrix.flat().reduce((a, b) => a + b, 0);

describe('lyrebird evaluate', () => {
  it('--json prints one object with accuracies and confusion matrices', async () => {
    const { result, stderr } = await evaluate(corpus, '--split', 'test');
    expect(result).toMatchObject({
      segments: 121,
      recordings: 11,
      split: 'test',
      usedForTraining: 0,
      usedForValidation: 0,
    });
    expect(result.classes).toHaveLength(11);
    expect(sum(result.confusion.segments)).toBe(121);
    expect(sum(result.confusion.recordings)).toBe(11);
    const right = result.confusion.segments.reduce((total, row, label) => total + row[label]!, 0);
    expect(result.segmentAccuracy).toBeCloseTo(right / 121, 10);
    expect(result.recordingAccuracy).toBeGreaterThanOrEqual(0);
    expect(result.perClass.map((score) => score.class)).toEqual(result.classes);
    expect(stderr).toBe('');
  });

  it('counts the recordings that the model was trained or selected on, and warns', async () => {
    const { result, stderr } = await evaluate(corpus, '--split', 'all');
    expect(result).toMatchObject({ recordings: 33, usedForTraining: 11, usedForValidation: 11 });
    expect(stderr).toContain('warning: training used 11 of 33 recordings, so accuracy is optimistic; see --split\n');
    expect(stderr).toContain('warning: model selection used 11 of 33 recordings, so accuracy is slightly optimistic\n');
    expect(result.warnings).toHaveLength(2);
  });

  it('by default leaves out the recordings that trained the model', async () => {
    const { result, stderr } = await evaluate(corpus);
    expect(result).toMatchObject({ split: 'held-out', recordings: 22, usedForTraining: 0, usedForValidation: 11 });
    expect(stderr).toBe(
      'warning: 11 of 33 recordings trained the model: left out, see --split all\n' +
        'warning: model selection used 11 of 22 recordings, so accuracy is slightly optimistic\n',
    );
    expect(result.recordingRanking!.auroc).toBeGreaterThan(0);
    expect(result.matchedBy).toBe('content');
    expect(evaluationReport(result)).toContain('corpus  (recordings that did not train the model)\n');
    const { matchedBy: _, ...unknown } = result;
    expect(evaluationReport(unknown)).toContain('(recordings; the model does not say which trained it)\n');
    expect(evaluationReport({ ...result, matchedBy: 'name' })).toContain(
      '(recordings whose names are not among those that trained the model)\n',
    );
  });

  it('recognises the recordings of a model of an earlier version by their names, and says so', async () => {
    const earlier = join(folder, 'earlier');
    cpSync(join(model, 'best'), earlier, { recursive: true });
    const manifest = JSON.parse(readFileSync(join(earlier, 'model.json'), 'utf8')) as {
      recordings: { contentHashes?: unknown };
    };
    expect(manifest.recordings.contentHashes).toBeDefined();
    delete manifest.recordings.contentHashes;
    writeFileSync(join(earlier, 'model.json'), JSON.stringify(manifest));
    const { result, stderr } = await evaluate(corpus, '--model', earlier);
    expect(result).toMatchObject({ split: 'held-out', recordings: 22, matchedBy: 'name' });
    expect(stderr).toContain('warning: 11 of 33 recordings have names of recordings that trained the model: left out');
  });

  it.each([
    ['train', 'warning: training used 11 of 11 recordings, so '],
    ['validation', 'warning: model selection used 11 of 11 recordings, so '],
    ['test', ''],
  ])('--split %s evaluates that split, and warns if its accuracy is optimistic', async (split, warning) => {
    const { result, stderr } = await evaluate(corpus, '--split', split);
    expect(result.recordings).toBe(11);
    if (warning === '') expect(stderr).not.toContain('warning');
    else expect(stderr).toContain(warning);
  });

  it('knows renamed files and other spellings, skips unknown species, and ends with 4 if one is left out', async () => {
    const data = join(folder, 'others');
    cpSync(join(corpus, 'Synthetica_duplex'), join(data, 'synthetica duplex'), { recursive: true });
    for (const name of readdirSync(join(data, 'synthetica duplex'))) {
      renameSync(join(data, 'synthetica duplex', name), join(data, 'synthetica duplex', `new ${name}`));
    }
    mkdirSync(join(data, 'stranger'));
    copyFileSync(join(corpus, 'background/synthetic-background-01.wav'), join(data, 'stranger/a.wav'));
    symlinkSync('nowhere', join(data, 'strix'));
    const { result, stderr } = await evaluateExpecting(4, data);
    expect(result).toMatchObject({ recordings: 2, usedForTraining: 0, usedForValidation: 1 });
    const leftOut = `${join(data, 'strix')}: left out: a link to something that does not exist`;
    expect(result.warnings[0]).toBe(leftOut);
    expect(stderr).toContain(`warning: ${leftOut}\n`);
    expect(stderr).toContain('warning: skipped classes that the model does not have: stranger\n');
  });

  it('prints the accuracies and both confusion matrices', async () => {
    const { stdout } = await lyrebird(['evaluate', '--model', model, '--data', corpus, '--split', 'test']);
    expect(stdout).toMatch(
      /^.*corpus {2}\(test split\)\n {2}segments {4}[\d.]+% of 121\n {2}recordings {2}[\d.]+% of 11\n/,
    );
    expect(stdout).toContain('Recordings by label (rows) and prediction (columns):\n');
    expect(stdout).toContain('Segments by label (rows) and prediction (columns):\n');
    expect(stdout).not.toMatch(/recall|F1|threshold/);
  });

  it('reports precision, recall and F1 of the detections of a model with independent scores', async () => {
    const birds = join(folder, 'birds');
    // Thresholds from the validation split: each species has one training recording.
    const set = ['--set', 'data.batchSize=20', 'data.folds=0'];
    const trained = await lyrebird([
      ...['train', '--task', 'birds', '--data', corpus, '--out', birds, '--steps', '4', '--threads', '1', '--quiet'],
      ...set,
    ]);
    expect(trained).toMatchObject({ exitCode: 0, stderr: '' });
    const args = ['evaluate', '--model', birds, '--data', corpus, '--split', 'test'];
    const { stdout, stderr } = await lyrebird(args);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/\n {2}macro of detections {6}precision \S+, recall [\d.]+%, F1 [\d.]+% in 11 recordings\n/);
    expect(stdout).toMatch(/\n +species +threshold +recordings +detected +right +precision +recall +F1 *\n/);
    const { detections } = JSON.parse((await lyrebird([...args, '--json'])).stdout) as EvaluateResult;
    expect(detections).toMatchObject({ recordings: 11 });
    expect(detections!.perSpecies).toHaveLength(10);
    expect(detections!.perSpecies.every(({ recordings }) => recordings === 1)).toBe(true);
    expect(detections!.perSpecies.map(({ species }) => species)).not.toContain('background');
  });

  it('refuses a split that the corpus does not have: exit code 3', async () => {
    const name = 'Synthetica_duplex/synthetic-duplex-01-1.wav';
    const other = readFileSync(join(corpus, name));
    other.writeInt16LE(other.readInt16LE(other.length - 2) ^ 1, other.length - 2);
    mkdirSync(join(folder, 'new/Synthetica_duplex'), { recursive: true });
    writeFileSync(join(folder, 'new', name), other);
    const { exitCode, stderr } = await lyrebird([
      ...['evaluate', '--model', model, '--split', 'test'],
      ...['--data', join(folder, 'new')],
    ]);
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(
      /^lyrebird: .*: no recordings for --split test: it has none of the 11 files of that split; use --split held-out /,
    );
  });
});
