import { describe, expect, it } from 'vitest';
import { readPaperFigure } from '#src/paper/figures/description.js';
import { PAPER_FIGURES } from '#src/paper/names.js';
import { createModel } from '#src/models/index.js';
import { loadConfig } from '#src/train/config/index.js';
import { TASK_KINDS } from '#cli/kinds.js';

/** Configuration of an experiment with some settings, as `lyrebird train` loads it. */
const configOf = (task: string, ...settings: Readonly<Record<string, unknown>>[]) =>
  loadConfig(
    {
      task,
      overrides: Object.entries(Object.assign({}, ...settings) as Record<string, unknown>).map(
        ([path, value]) => `${path}=${JSON.stringify(value)}`,
      ),
    },
    TASK_KINDS,
  );

describe("the paper's figures", () => {
  it('figure 3 has the four networks with the weights stated in the paper, and figure 1 has one of them', () => {
    const [one, three] = [readPaperFigure('1'), readPaperFigure('3')];
    if (one.kind !== 'reconstructions' || three.kind !== 'reconstructions') throw new TypeError('other figures');
    const weights = three.networks.map(({ settings }) => [
      settings['model.name'],
      settings['loss.alpha'],
      settings['loss.beta'],
    ]);
    expect(weights).toEqual([
      ['large-cnn', 0.5, 0.5],
      ['small-cnn', 0.6, 0.5],
      ['resnet2-32', 0.3, 0.5],
      ['resnet3-16', 0.6, 0.5],
    ]);
    expect(three.poolings).toEqual(['mean', 'max', 'inhibitor']);
    expect(three.networks).toContainEqual(one.networks[0]);
  });

  it("figure 2 has the baseline, the paper's best weights, ten runs, and the last 100 epochs", () => {
    const two = readPaperFigure('2');
    if (two.kind !== 'learning-curves') throw new TypeError('a different kind of figure');
    expect(two.baseline).toEqual({ 'loss.alpha': 1, 'loss.beta': 0 });
    expect(two.weights).toContainEqual({ 'loss.alpha': 0.7, 'loss.beta': 0.3 });
    expect([two.seeds, two.lastEpochs]).toEqual([10, 100]);
  });

  it.each(PAPER_FIGURES)('every network of figure %s can be built, in full and quick', (name) => {
    const figure = readPaperFigure(name);
    const { task, settings, quick, inputShape, classCount } = figure;
    const cells: readonly Readonly<Record<string, unknown>>[] =
      figure.kind === 'reconstructions'
        ? figure.networks.flatMap((network) =>
            figure.poolings.map((pooling) => ({ ...network.settings, 'model.kind': pooling })),
          )
        : [figure.baseline, ...figure.weights];
    for (const cell of cells) {
      for (const config of [configOf(task, settings, cell), configOf(task, settings, quick, cell)]) {
        expect(createModel(config.model, { inputShape, classCount }).parameterCount).toBeGreaterThan(10_000);
        expect(config.loss.alpha).toBe(cell['loss.alpha']);
      }
    }
  });
});
