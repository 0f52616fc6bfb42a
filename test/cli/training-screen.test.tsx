import { render } from 'ink-testing-library';
import { describe, expect, it } from 'vitest';
import { TrainingScreen } from '#cli/commands/train/screen/components/training-screen.js';
import { plainLines } from '#cli/commands/train/screen/plain.js';
import { INITIAL_STATE, reduce, type ScreenEvent } from '#cli/commands/train/screen/training-state.js';
import type { TrainEvent } from '#src/train/events/index.js';
import { imageResult } from '../helpers/run-result.js';
import { epochEvent, IMAGE_END, IMAGE_START, recordedRun, stepEvent } from './support/events.js';

const RUN = recordedRun();

function frame(events: readonly ScreenEvent[], columns: number, rows: number): string {
  const state = events.reduce(reduce, INITIAL_STATE);
  const { lastFrame, unmount } = render(<TrainingScreen state={state} columns={columns} rows={rows} />);
  const text = lastFrame() ?? '';
  unmount();
  if (process.env['SHOW_FRAMES']) console.log(text);
  return text;
}

describe('the training screen', () => {
  it('names the task, the model, its size, the engine, the data and the seed', () => {
    const text = frame(RUN.slice(0, 1), 100, 30);
    expect(text).toContain('lyrebird bird10  bird10  60,842 parameters  10 classes  seed 1');
    expect(text).toContain('compiled on cpu  ONNX Runtime 1.30.0, 2 threads');
    expect(text).toContain('7,000 segments of 64 recordings, validation 1,800 of 16, batch 100');
  });

  it('shows progress with rate and time left', () => {
    const text = frame(RUN.slice(0, 15), 100, 30);
    expect(text).toContain('25%  step 70/280');
    expect(text).toContain('epoch 1/4  6,900 segments/s  1s elapsed  3s left');
  });

  it('draws curves of CE, R, E and of the measure that chooses the best epoch, with its name and best value', () => {
    const text = frame(RUN.slice(0, 40), 100, 40);
    expect(text).toContain('CE cross-entropy 0.511');
    expect(text).toContain('R reconstruction 19.5');
    expect(text).toContain('E entropy 0.747');
    expect(text).toContain('macro average precision 0.500, best 0.500');
    expect(text.match(/[┤┼]/g)!.length).toBeGreaterThan(20);
  });

  it('draws only the terms that the run computes: CE alone with alpha = 1', () => {
    const run = RUN.map((event): TrainEvent =>
      event.type === 'start' ? { ...event, terms: ['crossEntropy'] } : event,
    );
    for (const [columns, rows] of [
      [80, 24],
      [120, 40],
      [40, 12],
    ] as const) {
      const text = frame(run.slice(0, 40), columns, rows);
      expect(text).toContain('CE cross-entropy 0.511');
      expect(text).not.toMatch(/R reconstruction|E entropy/);
      expect(text.split('\n').length).toBeLessThan(rows);
    }
    const lines = run.slice(0, 16).flatMap((event) => plainLines(event, { terms: ['crossEntropy'] }));
    expect(lines.at(-1)).toBe(
      'epoch 1  CE 0.958  training 50.0%  validation: macro average precision 0.400, ' +
        'segments 50.0%, recordings 60.0%  best',
    );
    expect(lines.join('\n')).not.toMatch(/ [RE] \d/);
  });

  it('draws the training loss as the measure where nothing is held out', () => {
    const run = RUN.slice(0, 40).map((event): TrainEvent => {
      if (event.type === 'start') return { ...event, measure: 'trainingLoss' };
      if (event.type !== 'epoch') return event;
      const { validation: _, averagePrecisions: __, ...rest } = event;
      return rest;
    });
    const text = frame(run, 100, 40);
    expect(text).toContain('training loss 0.658, best 0.658');
    expect(text).toContain('best so far: epoch 2, training loss 0.658');
    expect(text).not.toMatch(/validation (accuracy|loss)|average precision/);
  });

  it('draws a bar for each species of the last validation, the highest first; if not all fit, from both ends', () => {
    const names = ['Parus major', 'Turdus merula', 'background', 'Sylvia atricapilla', 'Strix aluco'];
    const run = RUN.slice(0, 40).map((event): TrainEvent => {
      if (event.type === 'start') return { ...event, classes: names, terms: ['crossEntropy'] };
      return event.type === 'epoch' ? { ...event, averagePrecisions: [0.25, 1, null, 0.5, 0] } : event;
    });
    const lines = frame(run, 40, 40).split('\n');
    const from = lines.indexOf('average precision of species');
    expect(lines.slice(from + 1, from + 5)).toEqual([
      `Turdus merula      ${'━'.repeat(15)} 1.00`,
      `Sylvia atricapilla ${'━'.repeat(8)}${'─'.repeat(7)} 0.50`,
      `Parus major        ${'━'.repeat(4)}${'─'.repeat(11)} 0.25`,
      `Strix aluco        ${'─'.repeat(15)} 0.00`,
    ]);
    expect(lines.join('\n')).not.toContain('background');
    // Down the first column, then the second.
    expect(frame(run, 80, 24)).toMatch(/Turdus merula .*1\.00 {2}Parus major .*0\.25\n/);
    expect(frame(run.slice(0, 15), 80, 24)).not.toContain('average precision of species');
    expect(frame(run, 40, 12)).not.toContain('average precision of species');

    const many = Array.from({ length: 60 }, (_, index) => `species ${index}`);
    const large = run.map((event): TrainEvent => {
      if (event.type === 'start') return { ...event, classes: many };
      return event.type === 'epoch' ? { ...event, averagePrecisions: many.map((_, i) => i / 60) } : event;
    });
    const text = frame(large, 80, 24);
    expect(text).toContain('average precision of species: highest 4 and lowest 4 of 60');
    expect(text).toMatch(/species 59 .* 0\.98 {2}species 3 .* 0\.05\n/);
    expect(text).toMatch(/species 56 .* 0\.93 {2}species 0 .* 0\.00\n/);
    expect(text).not.toMatch(/species (55|4) /);
    expect(frame(large, 40, 40)).toMatch(/\naverage precision of species, \d+ of 60\n/);
  });

  it('draws the loss weights that change if all of them fit, but not the constant ones', () => {
    const run = RUN.slice(0, 40).map((event, i): TrainEvent =>
      event.type === 'step'
        ? { ...event, weights: { alpha: 0.7, beta: 0.3 + i / 100, gamma: { conv1: 0.5 - i / 100, conv2: 1 } } }
        : event,
    );
    const text = frame(run, 100, 50);
    expect(text).toMatch(/β of R 0\.\d{3}/);
    expect(text).toMatch(/γ of conv1 0\.\d{3}/);
    expect(text).not.toMatch(/α of CE|γ of conv2/);
    expect(frame(RUN.slice(0, 40), 100, 50)).not.toContain('β of R');
    const low = frame(run, 100, 24);
    expect(low).not.toContain('β of R');
    expect(low).toContain('CE cross-entropy');
    for (const rows of [24, 30, 36, 50]) expect(frame(run, 100, rows).split('\n').length).toBeLessThan(rows);
  });

  it('keeps a summary after the run', () => {
    const text = frame(RUN, 100, 30);
    expect(text).toContain('100%  step 280/280');
    expect(text).toContain('finished after 4s');
    expect(text).toContain('best: epoch 4, macro average precision 0.700; segments 80.0%, recordings 90.0%');
    expect(text).toContain('saved in runs/birds');
    expect(text).not.toContain('Ctrl+C');
  });

  it('names images instead of segments, and keeps the test accuracy', () => {
    const images = { accuracy: 0.85, crossEntropy: 0.6, residual: 0.2 };
    const run: TrainEvent[] = [IMAGE_START, stepEvent(70), { ...epochEvent(1), validation: images }];
    const running = frame(run, 110, 30);
    expect(running).toContain('50 images + 54,950 unlabelled, validation 5,000, batch 100');
    expect(running).toContain('6,900 images/s');
    expect(running).toContain('step 70/250');
    expect(running).toContain('validation accuracy 85.0%, best 85.0%');
    expect(running).toContain('best so far: epoch 1, validation accuracy 85.0%');
    const ended = frame([...run, IMAGE_END], 110, 30);
    expect(ended).toContain(
      'test: accuracy 84.0% of 10,000 images (PARTIAL DATA), last model; 50 labels, validation 5,000',
    );
    expect(ended).not.toMatch(/segment|recording/);
    expect(frame([...run, IMAGE_END], 60, 14).split('\n').length).toBeLessThan(14);
  });

  it('tells that a run stopped early, and why', () => {
    const result = imageResult({ epochs: 4, stoppedEarly: { patienceEpochs: 3, bestEpoch: 1 } });
    const end: TrainEvent = { ...IMAGE_END, result };
    const line = 'stopped early at epoch 4: 3 epochs were not better than epoch 1';
    expect(frame([IMAGE_START, stepEvent(70), end], 110, 30)).toContain(line);
    expect(plainLines(end)).toContain(line);
    expect(plainLines(IMAGE_END).join()).not.toContain('stopped early');
  });

  it('shows clusters and the loss if there are no labels', () => {
    const clusters = { loss: -1.25, residual: 6.5, entropy: 0.31, balance: 2.29, clustersUsed: 9, clusters: 10 };
    const { accuracy: _, ...train } = epochEvent(1).train;
    const start: TrainEvent = {
      ...{ ...IMAGE_START, task: 'mnist-clusters', trainExamples: 0, unlabelledExamples: 55_000 },
      ...{ terms: ['residual', 'entropy'], measure: 'validationLoss' },
    };
    const { accuracy: __, ...step } = stepEvent(70);
    const run: TrainEvent[] = [start, step, { ...epochEvent(1), train, validation: clusters }];
    const text = frame(run, 110, 30);
    expect(text).toContain('10 clusters  seed 1');
    expect(text).toContain('55,000 images without labels, validation 5,000, batch 100');
    expect(text).toMatch(/^loss 1\.042 /m);
    expect(text).toContain('validation loss -1.250');
    expect(text).toContain('best so far: epoch 1, validation loss -1.250; R 6.500, E 0.310, 9 of 10 clusters used');
    expect(text).not.toMatch(/CE|accuracy/);
    const test = { ...clusters, loss: -1.2 };
    const result = imageResult({
      labels: 0,
      examples: { labelled: 0, unlabelled: 55_000, validation: 5000, test: 10_000 },
      test,
    });
    expect(frame([...run, { ...IMAGE_END, best: { epoch: 1, ...clusters }, result }], 120, 30)).toContain(
      'test: loss -1.200, R 6.500, E 0.310, 9 of 10 clusters used of 10,000 images, last model; ' +
        'no labels, validation 5,000',
    );
  });

  it('shows the latest warnings and the number of earlier ones', () => {
    const warning = (message: string): TrainEvent => ({ type: 'warning', message: `a.wav: ${message}`, file: 'a.wav' });
    const text = frame([...RUN.slice(0, 3), warning('one'), warning('two'), warning('three')], 100, 24);
    expect(text).toContain('! a.wav: three (and 2 warnings before)');
    expect(text).not.toContain('! a.wav: one');
  });

  it('leaves whole parts out in a narrow terminal, and says nothing of a best epoch before there is one', () => {
    expect(frame(RUN.slice(0, 40), 40, 12).split('\n')).toEqual([
      'lyrebird bird10  bird10',
      '━━━━━━━━━━━━━───────  63%  step 175/280',
      'epoch 3/4  3s elapsed  2s left',
      'CE cross-entropy 0.511',
      'R reconstruction 19.5',
      'E entropy 0.747',
      'cmAP 0.500, best 0.500',
      'best so far: epoch 2, cmAP 0.500',
      'checkpoint at step 140: runs/birds',
      'Ctrl+C saves and stops',
    ]);
    expect(frame(RUN.slice(0, 40), 20, 6)).toBe('━━━━━━━━━─────  63%\nepoch 3/4  2s left');
    expect(frame(RUN.slice(0, 40), 8, 3)).toMatch(/^63%\n/);
    expect(frame(RUN.slice(0, 2), 80, 24)).not.toContain('best');
    expect(frame([], 20, 6)).toBe('searching for the…\nCtrl+C saves and…');
  });

  it('says what the first Ctrl+C does, and that the second one does not save', () => {
    const run: readonly ScreenEvent[] = [...RUN.slice(0, 40), { type: 'stopping', how: 'saving' }];
    expect(frame(run, 80, 24)).toMatch(/\nstopping: saving$/);
    expect(frame([...run, { type: 'stopping', how: 'at once' }], 80, 24)).toMatch(
      /\nstopping at once, without saving$/,
    );
  });

  it('shows escape codes and line breaks in names as escapes', () => {
    const message = 'a\u001B[2J\nb.wav: short';
    const text = frame([{ ...RUN[0]!, task: 'x\u009B1m' } as TrainEvent, { type: 'warning', message }], 100, 30);
    expect(text).toContain('lyrebird x\\u009b1m');
    expect(text).toContain('! a\\u001b[2J\\nb.wav: short');
  });

  it.each([
    [60, 24],
    [60, 14],
    [80, 24],
    [100, 30],
    [100, 60],
    [60, 10],
    [40, 60],
    [40, 12],
    [40, 5],
    [20, 24],
    [20, 6],
    [12, 4],
    [8, 3],
    [2, 2],
  ])('fits a terminal of %i columns and %i rows', (columns, rows) => {
    for (const length of [0, 1, 2, 20, RUN.length]) {
      const events: TrainEvent[] = [...RUN.slice(0, length), { type: 'warning', message: 'long '.repeat(50) }];
      const lines = frame(events, columns, rows).split('\n');
      expect(lines.length).toBeLessThan(rows);
      for (const line of lines) expect(line.length).toBeLessThan(columns);
    }
  });

  it.each([12, 17, 24, 36])('keeps the last lines in %i rows, whatever findings and warnings there are', (rows) => {
    const notes = Array.from({ length: 6 }, (_, i): TrainEvent => ({ type: 'note', message: `finding ${i}` }));
    const warnings = Array.from({ length: 4 }, (_, i): TrainEvent => ({ type: 'warning', message: `bad ${i}` }));
    const result = imageResult({
      ...{ epochs: 4, stoppedEarly: { patienceEpochs: 3, bestEpoch: 1 } },
      test: { accuracy: 0.84, crossEntropy: 0.7, residual: 0.2 },
    });
    const { chosen: _, best: __, ...end } = IMAGE_END;
    for (const count of [1, 3, 6]) {
      const running = [...RUN.slice(0, 40), ...notes.slice(0, count), ...warnings];
      const last = (events: readonly TrainEvent[]): string[] => {
        const lines = frame(events, 80, rows).split('\n');
        expect(lines.length).toBeLessThan(rows);
        return lines.slice(-2);
      };
      expect(last(running)).toEqual([expect.stringContaining('! bad 3'), 'Ctrl+C saves and stops']);
      const interrupted = last([...running, { ...end, reason: 'interrupted', result }]);
      expect(interrupted).toEqual([expect.stringContaining('! bad 3'), 'continue with --resume']);
    }
  });

  it('shows findings above the best epoch, and makes the charts smaller for them', () => {
    const notes = [0, 1, 2].map((i): TrainEvent => ({ type: 'note', message: `finding ${i}` }));
    const text = frame([...RUN.slice(0, 40), ...notes], 80, 24);
    expect(text).toMatch(/\nfinding 0\nfinding 1\nfinding 2\nbest so far: epoch 2.*\ncheckpoint.*\nCtrl\+C/);
    expect(text).toMatch(/┤|┼/);
  });
});
