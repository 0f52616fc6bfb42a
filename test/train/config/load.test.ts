import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '#src/errors.js';
import { recordingTasks } from '#audio/training/index.js';
import { TASK_KINDS } from '#cli/kinds.js';
import { formatConfig, imageTasks, loadConfig, runLength, taskNames } from '#src/train/index.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';

const { path: folder } = useTemporaryFolder();

const fileOf = (text: string): string => {
  const path = join(folder, 'x.yaml');
  writeFileSync(path, text);
  return path;
};

describe('loadConfig', () => {
  it.each(taskNames(TASK_KINDS))('reads %s.yaml, which contains its own name', (task) => {
    expect(loadConfig({ task }, TASK_KINDS).task).toBe(task);
  });

  it('bird10 has the weights of figure 2 and the segments of appendix A.2', () => {
    const { loss, audio, model } = loadConfig({ task: 'bird10' }, [recordingTasks]);
    expect([loss.alpha, loss.beta, model.name]).toEqual([0.7, 0.3, 'bird10']);
    expect([audio.sampleRateHz, audio.segmentSeconds, audio.overlap]).toEqual([44_100, 0.5, 0.9]);
  });

  it('refuses a dotted name as a key of a file, with the group to write', () => {
    const file = fileOf(
      'task: x\nkind: images\nmodel: {name: small-cnn}\ndata: {dataset: mnist}\naudio.overlap: 0.5\nloss.alpha: 1\n',
    );
    expect(() => loadConfig({ file }, TASK_KINDS)).toThrow(ConfigError);
    expect(() => loadConfig({ file }, TASK_KINDS)).toThrow('loss.alpha (in a file, write loss: {alpha: ...})');
  });

  it('accepts unparsed values, whatever YAML would turn them into', () => {
    const pathOf = (path: string) =>
      loadConfig({ task: 'bird10', overrides: ['data.path=x'], values: { 'data.path': path } }, TASK_KINDS).data.path;
    for (const path of ['2024', '~', '#1', 'a: b', '[x]']) expect(pathOf(path)).toBe(path);
  });

  it('fills in missing settings', () => {
    const config = loadConfig({ file: fileOf('task: mine\nloss:\n  beta: 0.9\n') }, TASK_KINDS);
    expect([config.task, config.loss.alpha, config.loss.beta, config.train.maxSteps]).toEqual(['mine', 0.7, 0.9, null]);
  });

  it('reads its own output as the same configuration', () => {
    const config = loadConfig(
      {
        task: 'bird10',
        overrides: ['optimiser.epsilon=1e-7'],
        values: { 'data.path': 'a b: c' },
      },
      TASK_KINDS,
    );
    expect(loadConfig({ file: fileOf(formatConfig(config)) }, TASK_KINDS)).toEqual(config);
  });

  it('applies overrides in order, over the file, parsed as YAML', () => {
    const config = loadConfig(
      {
        task: 'bird10',
        overrides: [
          'loss.alpha=0.1',
          'loss.alpha=1',
          'train.maxSteps=7',
          'data.path=/x/birds',
          'optimiser.learningRate=1e30',
        ],
      },
      TASK_KINDS,
    );
    expect([config.loss.alpha, config.loss.beta, config.train.maxSteps]).toEqual([1, 0.3, 7]);
    expect([config.data.path, config.optimiser.learningRate]).toEqual(['/x/birds', 1e30]);
    expect(
      loadConfig({ task: 'bird10', overrides: ['train.maxSteps=7', 'train.maxSteps=null'] }, TASK_KINDS).train.maxSteps,
    ).toBeNull();
    expect(loadConfig({ task: 'bird10', overrides: ['data.path=a=b'] }, TASK_KINDS).data.path).toBe('a=b');
  });

  it.each([
    ['loss.aplha=1', 'unknown key loss.aplha: did you mean loss.alpha?'],
    ['learningRate=1', 'unknown key learningRate: did you mean optimiser.learningRate?'],
    ['lss.alpha=1', 'unknown key lss.alpha: did you mean loss.alpha?'],
    ['train.learningrate=1', 'unknown key train.learningrate: did you mean optimiser.learningRate?'],
    ['model.dropuot=1', 'unknown key model.dropuot: expected one of model.name'],
    [
      'loss.residual.xyzzy=1',
      'unknown key loss.residual.xyzzy: ' +
        'expected one of loss.residual.reduction, loss.residual.distance, loss.residual.target',
    ],
    ['seed.x=1', 'unknown key seed.x: seed has no subkeys'],
    [
      '__proto__.polluted=1',
      'unknown key __proto__.polluted: ' +
        'expected one of task, kind, seed, model, data, audio, detection, loss, optimiser, train, engine',
    ],
    ['loss.gamma.__proto__=0.5', 'unknown key loss.gamma.__proto__: nothing can be named __proto__'],
    ['loss.gamma={__proto__: 0.5}', 'unknown key loss.gamma.__proto__: nothing can be named __proto__'],
    [
      'constructor=1',
      'unknown key constructor: ' +
        'expected one of task, kind, seed, model, data, audio, detection, loss, optimiser, train, engine',
    ],
    ['loss.gamma={conv1: -1}', 'loss.gamma.conv1: expected at least 0, got -1'],
    ['loss.gama=1', 'unknown key loss.gama: did you mean loss.gamma?'],
    ['loss.gamma.conv1.kind=linear', 'loss.gamma.conv1.points is missing: expected a list'],
    [
      'loss.reconstructionFirst={until: 0.75, over: 0.5}',
      'loss.reconstructionFirst: expected until + over to be at most 1 (the whole run), got 0.75 + 0.5',
    ],
    ['loss.learned.goal=kind', 'loss.learned.goal: expected one of cooperative, adversarial, got "kind"'],
    ['loss.alpha=1.5', 'loss.alpha: expected at most 1, got 1.5'],
    ['loss.alpha=-0.1', 'loss.alpha: expected at least 0, got -0.1'],
    ['loss.alpha=much', 'loss.alpha: expected a number or a group of settings, got "much"'],
    ['loss.alpha=', '--set loss.alpha: expected a value (or null), got nothing'],
    ['loss.alpha=.nan', 'loss.alpha: expected a number or a group of settings, got NaN'],
    [
      'loss.alpha={points: [[0, 1], [0, 0.5]]}',
      'loss.alpha.points: expected points with increasing fractions of the run, got [[0,1],[0,0.5]]',
    ],
    ['loss.beta={points: []}', 'loss.beta.points: expected a list of at least 1, got []'],
    ['loss.beta={points: [[0, 1, 2]]}', 'loss.beta.points.0: expected a list of at most 2, got [0,1,2]'],
    ['loss.beta={points: [[0, 2]]}', 'loss.beta.points.0.1: expected at most 1, got 2'],
    ['loss.beta={points: 3}', 'loss.beta.points: expected a list, got 3'],
    ['loss.beta={pints: [[0, 1]]}', 'unknown key loss.beta.pints: did you mean loss.beta.points?'],
    ['loss.beta={kind: line, points: [[0, 1]]}', 'loss.beta.kind: expected one of linear, cosine, steps, got "line"'],
    ['loss.beta.kind=linear', 'loss.beta.points is missing: expected a list'],
    ['data.inputScale=2', 'data.inputScale is a setting for images, but this task uses recordings: remove it, got 2'],
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
      loadConfig({ task: 'bird10', overrides: [override] }, TASK_KINDS);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as Error).message).toBe(message);
  });

  it.each([
    [
      'bird10',
      'data.labels=10',
      'data.labels is a setting for images, but this task uses recordings: remove it, got 10',
    ],
    [
      'mnist',
      'audio.overlap=0.3',
      'audio.overlap is a setting for recordings, but this task uses images: remove it, got 0.3',
    ],
    [
      'mnist',
      'data.validationFraction=0.1',
      'data.validationFraction is a setting for recordings, but this task uses images: remove it, got 0.1',
    ],
    [
      'bird10',
      'model.kind=max',
      'model.kind is a setting for images, but this task uses recordings: remove it, got "max"',
    ],
    ['mnist', 'data.lables=3', 'unknown key data.lables: did you mean data.labels?'],
    ['bird10', 'kind=gan-images', 'kind: expected one of recordings, images, got "gan-images"'],
    ['mnist', 'model.knd=max', 'unknown key model.knd: did you mean model.kind?'],
    ['mnist', 'model.kind=median', 'model.kind: expected one of mean, max, inhibitor, got "median"'],
    [
      'mnist',
      'model.name=bird10',
      'model.name: expected one of small-cnn, large-cnn, resnet2-32, resnet3-16, got "bird10"',
    ],
    ['bird10', 'data.dataset=mnist', 'data.dataset: expected recordings, got "mnist"'],
    ['mnist', 'data.dataset=minst', 'data.dataset: expected one of mnist, svhn, cifar10, usps, got "minst"'],
    ['mnist', 'data.labels=-1', 'data.labels: expected at least 0, got -1'],
    [
      'bird10',
      'data.labelledRecordings=2.5',
      'data.labelledRecordings: expected a whole number, or a fraction below 1, got 2.5',
    ],
    [
      'mnist',
      'data.labelledRecordings=3',
      'data.labelledRecordings is a setting for recordings, but this task uses images: remove it, got 3',
    ],
    [
      'mnist',
      'data.clusters=12',
      'data.clusters: expected null when training with labels (one output per class), got 12; ' +
        'remove it, or train without labels (data.labels=0)',
    ],
    [
      'bird10',
      'data={labelledRecordings: 3, clusters: 12}',
      'data.clusters: expected null when training with labels (one output per class), got 12; ' +
        'remove it, or train without labels (data.labelledRecordings=0)',
    ],
    [
      'mnist-supervised',
      'data.labels=0',
      'data.labels is 0 and loss.alpha is 1: cross-entropy needs labels; lower loss.alpha',
    ],
    [
      'mnist',
      'data.views=3',
      'data.views: expected a divisor of data.batchSize (32), and at least two examples in a batch, got 3',
    ],
    ['mnist-supervised', 'data.views=2', 'data.views: expected 1, as E, which more views change, has no weight, got 2'],
    [
      'birds',
      'data.views=2',
      'data.views: expected 1 with audio.augmentation.mixing, which gives the views of an example different ' +
        'species, got 2',
    ],
    ['mnist', 'loss.balance=-1', 'loss.balance: expected at least 0, got -1'],
    ['mnist-clusters', 'data.clusters=100001', 'data.clusters: expected at most 100000, got 100001'],
    [
      'mnist',
      'data.normalisation=segment',
      'data.normalisation: expected one of unit-range, standard, unit-norm, got "segment"',
    ],
    [
      'mnist',
      'train={epochs: 3, steps: 4}',
      'train.epochs and train.steps both set the length of the run: set only one, got 3 epochs and 4 steps',
    ],
  ])('refuses settings for %s that belong to other data or other networks: %s', (task, override, message) => {
    expect(() => loadConfig({ task, overrides: [override] }, TASK_KINDS)).toThrow(new ConfigError(message));
  });

  it('saves with a run only the settings of its kind of data', () => {
    const images = formatConfig(loadConfig({ task: 'mnist' }, TASK_KINDS));
    expect(images).not.toMatch(/audio|validationFraction/);
    expect(images).toMatch(/labels: 50\n/);
    expect(loadConfig({ file: fileOf(images) }, TASK_KINDS)).toEqual(loadConfig({ task: 'mnist' }, TASK_KINDS));
    const recordings = formatConfig(loadConfig({ task: 'bird10' }, TASK_KINDS));
    expect(recordings).not.toMatch(/labels|validationExamples/);
    expect(images).not.toMatch(/labelledRecordings/);
    expect(loadConfig({ file: fileOf(recordings) }, TASK_KINDS)).toEqual(loadConfig({ task: 'bird10' }, TASK_KINDS));
  });

  describe('of a file without a kind, as written by the previous version', () => {
    it.each(['bird10', 'mnist'])('reads %s by its data set', (task) => {
      const { kind: _, ...settings } = loadConfig({ task }, TASK_KINDS);
      expect(loadConfig({ file: fileOf(formatConfig(settings)) }, TASK_KINDS)).toEqual(
        loadConfig({ task }, TASK_KINDS),
      );
    });

    it('assumes recordings if no data set is given', () => {
      expect(loadConfig({ file: fileOf('task: mine') }, TASK_KINDS).kind).toBe('recordings');
    });

    it('drops settings of a different kind with default values, and refuses other values', () => {
      const text = 'task: mine\nmodel: {name: small-cnn}\ndata: {dataset: mnist, validationFraction: 0.25}\n';
      const config = loadConfig({ file: fileOf(`${text}audio: {overlap: 0.9}\n`) }, TASK_KINDS);
      expect(config.kind).toBe('images');
      expect(formatConfig(config)).not.toMatch(/audio|validationFraction/);
      expect(() => loadConfig({ file: fileOf(`${text}audio: {overlap: 0.8}\n`) }, TASK_KINDS)).toThrow(
        'audio.overlap is a setting for recordings, but this task uses images: remove it, got 0.8',
      );
    });

    it('lists the data sets', () => {
      expect(() => loadConfig({ file: fileOf('task: mine\ndata: {dataset: minst}\n') }, TASK_KINDS)).toThrow(
        'data.dataset: expected one of recordings, mnist, svhn, cifar10, usps, got "minst"',
      );
    });
  });

  it('is discriminated by its kind, whose settings are then typed', () => {
    const config = loadConfig({ task: 'mnist' }, TASK_KINDS);
    expect(config.kind === 'images' ? config.data.labels : config.data.labelledRecordings).toBe(50);
    expect(loadConfig({ task: 'mnist' }, [imageTasks]).data.labels).toBe(50);
    expect(() => loadConfig({ task: 'bird10' }, [imageTasks])).toThrow('kind: expected images, got "recordings"');
  });

  it("lets a user's file select an image data set", () => {
    const config = loadConfig(
      {
        file: fileOf('task: mine\nmodel: {name: resnet3-16, kind: inhibitor}\ndata: {dataset: svhn}\n'),
      },
      TASK_KINDS,
    );
    expect(config).toMatchObject({
      kind: 'images',
      model: { name: 'resnet3-16', kind: 'inhibitor' },
      data: { dataset: 'svhn', labels: null },
    });
  });

  it('lets the last of epochs and steps set the length of training', () => {
    const lengthOf = (overrides: string[], values = {}) => {
      const config = loadConfig({ task: 'mnist', overrides: ['train.steps=70', ...overrides], values }, TASK_KINDS);
      return runLength(config, 20);
    };
    expect(lengthOf([])).toEqual({ plannedSteps: 70, steps: 70, epochs: 4 });
    expect(lengthOf(['train.epochs=3'])).toEqual({ plannedSteps: 60, steps: 60, epochs: 3 });
    expect(lengthOf(['train.epochs=3'], { 'train.steps': 5 })).toEqual({ plannedSteps: 5, steps: 5, epochs: 1 });
    expect(lengthOf(['train.maxSteps=8'])).toEqual({ plannedSteps: 70, steps: 8, epochs: 4 });
    expect(lengthOf(['train.steps=null'])).toEqual({ plannedSteps: 2000, steps: 2000, epochs: 100 });
  });

  it.each([
    ['task: x\nloss:\n  aplha: 1', 'unknown key loss.aplha: did you mean loss.alpha?'],
    ['task: x\nlos:\n  alpha: 1', 'unknown key los: did you mean loss?'],
    ['loss:\n  alpha: 1', 'task is missing: expected text'],
    ['task: x\nloss:\n  alpha: 2', 'loss.alpha: expected at most 1, got 2'],
    ['- 1', 'expected settings as "key: value", got [1]'],
  ])('names the file when it is wrong: %j', (text, message) => {
    const file = fileOf(text);
    expect(() => loadConfig({ file }, TASK_KINDS)).toThrow(`${file}: ${message}`);
  });

  it('reports in one line where a file is not YAML', () => {
    const file = fileOf('task: x\nloss: {alpha: 1\nseed: 3');
    expect(() => loadConfig({ file }, TASK_KINDS)).toThrow(
      /x\.yaml is not valid YAML: [^\n]+ at line \d+, column \d+$/,
    );
    const twice = fileOf('task: x\nseed: 1\nseed: 2\n');
    expect(() => loadConfig({ file: twice }, TASK_KINDS)).toThrow(
      /is not valid YAML: Map keys must be unique at line 3, column 1$/,
    );
  });

  it('refuses a missing file and an unknown task by name', () => {
    expect(() => loadConfig({ file: join(folder, 'none.yaml') }, TASK_KINDS)).toThrow(
      `cannot read ${join(folder, 'none.yaml')}: there is no such file`,
    );
    expect(() => loadConfig({ task: 'brid10' }, TASK_KINDS)).toThrow('unknown task brid10: did you mean bird10?');
    expect(() => loadConfig({ task: '../secrets' }, TASK_KINDS)).toThrow(
      `unknown task ../secrets: expected one of ${taskNames(TASK_KINDS).join(', ')}`,
    );
    expect(() => loadConfig({}, TASK_KINDS)).toThrow(
      `no task given: choose one of ${taskNames(TASK_KINDS).join(', ')}`,
    );
  });
});
