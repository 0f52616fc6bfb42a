import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError } from '#src/errors.js';
import { formatConfig, loadConfig, taskNames } from '#src/train/config/index.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lyrebird-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const fileOf = (text: string): string => {
  const path = join(folder, 'x.yaml');
  writeFileSync(path, text);
  return path;
};

describe('loadConfig', () => {
  it.each(taskNames())('reads %s.yaml, which names itself', (task) => {
    expect(loadConfig({ task }).task).toBe(task);
  });

  it('bird10 has the weights of figure 2 and the segments of appendix A.2', () => {
    const { loss, audio, model } = loadConfig({ task: 'bird10' });
    expect([loss.alpha, loss.beta, model.name]).toEqual([0.7, 0.3, 'bird10']);
    expect([audio.sampleRateHz, audio.segmentSeconds, audio.overlap]).toEqual([44_100, 0.5, 0.9]);
  });

  it('takes values as they are, whatever YAML would make of them', () => {
    const pathOf = (path: string) =>
      loadConfig({ task: 'bird10', overrides: ['data.path=x'], values: { 'data.path': path } }).data.path;
    for (const path of ['2024', '~', '#1', 'a: b', '[x]']) expect(pathOf(path)).toBe(path);
  });

  it('fills in what a file leaves out', () => {
    const config = loadConfig({ file: fileOf('task: mine\nloss:\n  beta: 0.9\n') });
    expect([config.task, config.loss.alpha, config.loss.beta, config.train.maxSteps]).toEqual(['mine', 0.7, 0.9, null]);
  });

  it('reads its own output as the same configuration', () => {
    const config = loadConfig({
      task: 'bird10',
      overrides: ['optimiser.epsilon=1e-7'],
      values: { 'data.path': 'a b: c' },
    });
    expect(loadConfig({ file: fileOf(formatConfig(config)) })).toEqual(config);
  });

  it('takes overrides in order, before the file, read as YAML', () => {
    const config = loadConfig({
      task: 'bird10',
      overrides: [
        'loss.alpha=0.1',
        'loss.alpha=1',
        'train.maxSteps=7',
        'data.path=/x/birds',
        'optimiser.learningRate=1e30',
      ],
    });
    expect([config.loss.alpha, config.loss.beta, config.train.maxSteps]).toEqual([1, 0.3, 7]);
    expect([config.data.path, config.optimiser.learningRate]).toEqual(['/x/birds', 1e30]);
    expect(
      loadConfig({ task: 'bird10', overrides: ['train.maxSteps=7', 'train.maxSteps=null'] }).train.maxSteps,
    ).toBeNull();
    expect(loadConfig({ task: 'bird10', overrides: ['data.path=a=b'] }).data.path).toBe('a=b');
  });

  it.each([
    ['loss.aplha=1', 'unknown key loss.aplha: did you mean loss.alpha?'],
    ['learningRate=1', 'unknown key learningRate: did you mean optimiser.learningRate?'],
    ['lss.alpha=1', 'unknown key lss.alpha: did you mean loss.alpha?'],
    ['train.learningrate=1', 'unknown key train.learningrate: did you mean optimiser.learningRate?'],
    ['model.dropuot=1', 'unknown key model.dropuot: expected one of model.name, model.kind, model.activation'],
    [
      'loss.residual.xyzzy=1',
      'unknown key loss.residual.xyzzy: expected one of loss.residual.reduction, loss.residual.distance',
    ],
    ['seed.x=1', 'unknown key seed.x: seed has no keys below it'],
    [
      '__proto__.polluted=1',
      'unknown key __proto__.polluted: expected one of task, seed, model, data, audio, loss, optimiser, train, engine',
    ],
    ['loss.alpha=1.5', 'loss.alpha: expected at most 1, got 1.5'],
    ['loss.alpha=-0.1', 'loss.alpha: expected at least 0, got -0.1'],
    ['loss.alpha=much', 'loss.alpha: expected a number, got "much"'],
    ['loss.alpha=', 'loss.alpha: expected a number, got null'],
    ['loss.alpha=.nan', 'loss.alpha: expected a number, got NaN'],
    ['optimiser.learningRate=.inf', 'optimiser.learningRate: expected a number, got Infinity'],
    ['audio.overlap=1', 'audio.overlap: expected less than 1, got 1'],
    ['optimiser.learningRate=0', 'optimiser.learningRate: expected more than 0, got 0'],
    ['train.epochs=1.5', 'train.epochs: expected a whole number, got 1.5'],
    ['loss=3', 'loss: expected a group of settings, got 3'],
    ['loss.residual.distance=cosin', 'loss.residual.distance: expected one of euclidean, cosine, got "cosin"'],
    ['engine.device=tpu', 'engine.device: expected one of auto, cpu, webgpu, gpu, got "tpu"'],
    ['loss.alpha', '--set: expected key=value, for example loss.alpha=0.7, got "loss.alpha"'],
    ['=1', '--set: expected key=value, for example loss.alpha=0.7, got "=1"'],
    ['loss.alpha=[1', '--set loss.alpha: cannot read the value "[1"'],
  ])('refuses %s', (override, message) => {
    let error: unknown;
    try {
      loadConfig({ task: 'bird10', overrides: [override] });
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as Error).message).toBe(message);
  });

  it.each([
    ['task: x\nloss:\n  aplha: 1', 'unknown key loss.aplha: did you mean loss.alpha?'],
    ['task: x\nlos:\n  alpha: 1', 'unknown key los: did you mean loss?'],
    ['loss:\n  alpha: 1', 'task is missing: expected text'],
    ['task: x\nloss:\n  alpha: 2', 'loss.alpha: expected at most 1, got 2'],
    ['- 1', 'expected settings as "key: value", got [1]'],
  ])('names the file when it is wrong: %j', (text, message) => {
    const file = fileOf(text);
    expect(() => loadConfig({ file })).toThrow(`${file}: ${message}`);
  });

  it('says in one line where a file is not YAML', () => {
    const file = fileOf('task: x\nloss: {alpha: 1\nseed: 3');
    expect(() => loadConfig({ file })).toThrow(/x\.yaml is not valid YAML: [^\n]+ at line \d+, column \d+$/);
    const twice = fileOf('task: x\nseed: 1\nseed: 2\n');
    expect(() => loadConfig({ file: twice })).toThrow(
      /is not valid YAML: Map keys must be unique at line 3, column 1$/,
    );
  });

  it('refuses a missing file and an unknown task by name', () => {
    expect(() => loadConfig({ file: join(folder, 'none.yaml') })).toThrow(
      `cannot read ${join(folder, 'none.yaml')}: there is no such file`,
    );
    expect(() => loadConfig({ task: 'brid10' })).toThrow('unknown task brid10: did you mean bird10?');
    expect(() => loadConfig({ task: '../secrets' })).toThrow(
      'unknown task ../secrets: expected one of bird10, cifar10, demo, mnist, svhn',
    );
    expect(() => loadConfig({})).toThrow('no task given: choose one of bird10, cifar10, demo, mnist, svhn');
  });
});
