import { describe, expect, it } from 'vitest';
import { ConfigError } from '#src/errors.js';
import { cellsOf, createCell, parseGrid, trialsOf } from '#src/sweep/index.js';
import { TASK_KINDS } from '#cli/kinds.js';

describe('the grid of a sweep', () => {
  it('is every combination, the last setting varying fastest', () => {
    const cells = cellsOf(parseGrid(['loss.alpha=0.3,0.50', 'loss.residual.reduction=sum,mean'], TASK_KINDS));
    expect(cells.map(({ settings }) => settings)).toEqual([
      { 'loss.alpha': 0.3, 'loss.residual.reduction': 'sum' },
      { 'loss.alpha': 0.3, 'loss.residual.reduction': 'mean' },
      { 'loss.alpha': 0.5, 'loss.residual.reduction': 'sum' },
      { 'loss.alpha': 0.5, 'loss.residual.reduction': 'mean' },
    ]);
    expect(cells[2]).toMatchObject({
      name: 'loss.alpha=0.5 loss.residual.reduction=sum',
      folder: 'loss.alpha=0.5,loss.residual.reduction=sum',
    });
  });

  it('parses numbers, null and quoted text as YAML', () => {
    expect(parseGrid(['train.maxSteps=null,1e3'], TASK_KINDS)[0]!.values).toEqual([null, 1000]);
    expect(parseGrid(['model.name="bird10"'], TASK_KINDS)[0]!.values).toEqual(['bird10']);
  });

  it('without settings has one cell: the base settings', () => {
    expect(cellsOf([])).toEqual([{ settings: {}, name: 'as configured', folder: 'base' }]);
  });

  it.each([
    ['loss.alpha', '--grid: expected key=value,value,..., for example loss.alpha=0.3,0.5, got "loss.alpha"'],
    ['=1', '--grid: expected key=value,value,..., for example loss.alpha=0.3,0.5, got "=1"'],
    ['loss.aplha=1', 'unknown key loss.aplha: did you mean loss.alpha?'],
    ['loss.alpha=0.3,,0.5', '--grid loss.alpha: expected values separated by commas, got "0.3,,0.5"'],
    ['loss.alpha=', '--grid loss.alpha: expected values separated by commas, got ""'],
    ['loss.alpha=0.3,0.30', '--grid loss.alpha: 0.3 is listed twice'],
    ['loss.alpha="0.3', '--grid loss.alpha: cannot read the values "\\"0.3"'],
    ['seed=1,2', '--grid seed: set the number of seeds with --seeds, the first one with --seed'],
    ['data.path=a,b', '--grid data.path: set the folder with --data'],
  ])('%s is rejected', (text, message) => {
    expect(() => parseGrid([text], TASK_KINDS)).toThrow(new ConfigError(message));
  });

  it('rejects two lengths, of which a cell could have only one', () => {
    expect(() => parseGrid(['train.steps=2,3', 'train.epochs=1'], TASK_KINDS)).toThrow('both set the training length');
  });

  it.each(['constructor=1,2', '__proto__=1', 'toString=1'])('rejects %s as an unknown key', (text) => {
    expect(() => parseGrid([text], TASK_KINDS)).toThrow(`unknown key ${text.split('=', 1)[0]!}: expected one of`);
  });

  it('rejects a setting that appears twice', () => {
    expect(() => parseGrid(['loss.alpha=1', 'loss.alpha=0.5'], TASK_KINDS)).toThrow('--grid loss.alpha is given twice');
  });
});

describe('the folder of a cell', () => {
  it('does not depend on the order of the settings', () => {
    expect(createCell({ b: 1, a: 2 }).folder).toBe(createCell({ a: 2, b: 1 }).folder);
  });

  it('is a safe name, different for every cell', () => {
    const settings = [
      { a: '1' },
      { a: 1 },
      { a: 'x/y' },
      { a: 'x_y' },
      { a: 'X' },
      { a: 'x' },
      { a: null },
      { a: 'null' },
    ];
    const folders = [...settings, { a: 'long '.repeat(100) }].map((cell) => createCell(cell).folder);
    for (const folder of folders) expect(folder).toMatch(/^[\w.=,-]{1,120}$/);
    expect(new Set(folders.map((folder) => folder.toLowerCase())).size).toBe(folders.length);
  });
});

describe('the trials of a sweep', () => {
  it('are all cells with the first seed, then all with the next', () => {
    const cells = cellsOf(parseGrid(['loss.alpha=0.3,0.5'], TASK_KINDS));
    expect(trialsOf(cells, 2).map(({ folder }) => folder)).toEqual([
      'trials/loss.alpha=0.3/seed-1',
      'trials/loss.alpha=0.5/seed-1',
      'trials/loss.alpha=0.3/seed-2',
      'trials/loss.alpha=0.5/seed-2',
    ]);
  });
});
