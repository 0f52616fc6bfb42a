import { readFile } from 'node:fs/promises';
import { TASK_KINDS } from '#cli/kinds.js';
import { ConfigError } from '#src/errors.js';
import { formatConfig, loadConfig, taskNames } from '#src/train/index.js';
import { checkFinite, type FuzzInput, type FuzzTarget } from '../target.js';

/** Aliases, in circles when an anchor moves, and every way to write text. */
const YAML = `
&root
task: fuzz
kind: recordings
seed: &seed 3
loss: {alpha: &half 0.5, beta: *half, gamma: {conv1: *half}}
model:
  name: "bird\\x31\\u0030"
optimiser: &optimiser
  learningRate: 1e-3
  schedule: {kind: cosine, warmupSteps: *seed}
data:
  path: >-
    a folded
    path
train:
  epochs: !!int "7"
  checkpointEverySeconds: 3
# a comment
`;

/** Configuration files: those of the tasks, complete ones, JSON, and YAML with anchors and quotes. */
export const CONFIGS: FuzzTarget = {
  name: 'configs',
  errors: [ConfigError],
  makeInputs: () =>
    Promise.resolve([
      ...taskNames(TASK_KINDS).map((task) => input(task, formatConfig(loadConfig({ task }, TASK_KINDS)))),
      input('JSON', JSON.stringify(loadConfig({ task: 'bird10' }, TASK_KINDS), undefined, '\t')),
      input('YAML', YAML),
      input('schedules', 'task: fuzz\nloss: {alpha: {kind: cosine, points: [[0, 1], [0.5, 0.2], [1, 0]]}}\n'),
    ]),
  async read(path) {
    const config = loadConfig({ file: path }, TASK_KINDS);
    checkFinite(numbersIn(config), path);
    // What was read can be written with a run, and read again.
    const text = formatConfig(config);
    if (text.length > 100 * (await readFile(path)).length + 10_000) throw new Error(`${path}: grew to ${text.length}`);
  },
};

function input(name: string, text: string): FuzzInput {
  return { name, path: 'config.yaml', files: { 'config.yaml': Buffer.from(text) } };
}

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}
