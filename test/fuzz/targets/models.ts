import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClassifier } from '#audio/classify/index.js';
import { CheckpointError, NonFiniteError } from '#src/errors.js';
import { evaluateExamples } from '#src/eval/index.js';
import { fromLayersModel } from '#src/models/index.js';
import { createRng } from '#src/rng.js';
import { loadModel, writeModelFolder } from '#src/train/checkpoint/index.js';
import { withModel } from '#src/train/trained-model/index.js';
import { NETWORKS } from '../../helpers/layers-models.js';
import { writeUntrainedModel } from '../../helpers/untrained-model.js';
import { checkFinite, type FuzzInput, type FuzzTarget } from '../target.js';

/** Name of the weights in inputs whose manifest is corrected after the damage, so that checksums do not hide it. */
const UNSEALED = 'weights.safetensors';

const ENGINE = { engine: 'compiled', threads: 1 } as const;

/** Model folders: networks for recordings and images, and a TensorFlow.js layers model, read as far as predictions. */
export const MODELS: FuzzTarget = {
  name: 'models',
  errors: [CheckpointError, NonFiniteError],
  async makeInputs(folder) {
    const recordings = ['Junco hyemalis', 'Spinus psaltria', 'background'];
    const inputs: FuzzInput[] = [];
    const add = async (name: string, write: (to: string) => Promise<void>): Promise<void> => {
      const to = await mkdtemp(join(folder, 'model-'));
      await write(to);
      const files = await filesOf(to);
      inputs.push({ name: `${name}, unsealed`, path: '.', files: unsealed(files) });
      if (name === 'bird10') inputs.push({ name, path: '.', files });
    };
    await add('bird10', (to) => writeUntrainedModel(to, { name: 'bird10' }, { recordings }));
    await add('bird-mel', (to) => writeUntrainedModel(to, { name: 'bird-mel', sampleRateHz: 44_100 }, { recordings }));
    await add('small-cnn', (to) => writeUntrainedModel(to, { name: 'small-cnn' }, { images: 'data' }));
    for (const name of ['images', 'branches']) await add(`layers model: ${name}`, (to) => writeLayersModel(to, name));
    return inputs;
  },
  async read(path) {
    await seal(path);
    const folder = await loadModel(path);
    if (folder.manifest.audio) return classifyNoise(path);
    const { inputShape, classes } = folder.manifest;
    const size = inputShape.reduce((product, length) => product * length, 1);
    const dataset = {
      ...{ name: 'noise', classes, inputShape, length: 2, label: () => 0, source: (index: number) => index },
      read: (index: number, out: Float32Array, offset: number) =>
        void createRng(index).fillUniform(out.subarray(offset, offset + size)),
    };
    const score = await withModel(folder, ENGINE, (run) => evaluateExamples({ ...run, dataset }));
    checkFinite([score.accuracy, score.crossEntropy], path);
  },
};

async function filesOf(folder: string): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {};
  for (const name of await readdir(folder)) files[name] = await readFile(join(folder, name));
  return files;
}

function unsealed(files: Readonly<Record<string, Uint8Array>>): Record<string, Uint8Array> {
  return Object.fromEntries(
    Object.entries(files).map(([name, bytes]) => [name.replace(/^weights-.+$/, UNSEALED), bytes]),
  );
}

/** Gives unsealed weights the name that their manifest will list, and the manifest their checksum. */
async function seal(folder: string): Promise<void> {
  const weights = await readFile(join(folder, UNSEALED)).catch(() => undefined);
  if (!weights) return;
  const sha256 = createHash('sha256').update(weights).digest('hex');
  const name = `weights-${sha256.slice(0, 16)}.safetensors`;
  await rename(join(folder, UNSEALED), join(folder, name));
  const manifest = await readFile(join(folder, 'model.json'), 'latin1');
  const corrected = manifest
    .replace(/weights-[0-9a-f]{16}\.safetensors/, name)
    .replace(/("sha256": ")[0-9a-f]{64}/, `$1${sha256}`);
  await writeFile(join(folder, 'model.json'), corrected, 'latin1');
}

async function writeLayersModel(folder: string, name: string): Promise<void> {
  const model = fromLayersModel(NETWORKS[name]!(), { weights: 'seed' });
  await writeModelFolder(
    folder,
    {
      ...{ task: 'layers', model: model.spec as { name: string }, inputShape: [...model.inputShape] },
      classes: Array.from({ length: model.classCount }, (_, index) => `class ${index}`),
      ...{ backgroundClasses: [], step: 0, epoch: 0, metrics: {}, seed: 1, config: {}, versions: {} },
    },
    model.init(createRng(1)),
  );
}

/** Classifies a second of noise. */
async function classifyNoise(path: string): Promise<void> {
  const classifier = await createClassifier(path, ENGINE);
  try {
    const samples = createRng(1).fillUniform(new Float32Array(44_100));
    const { species } = await classifier.classifySamples(samples, 44_100, {
      onSegment: (_start, _end, probabilities) => checkFinite(probabilities ?? [], `probabilities of ${path}`),
    });
    for (const { probability } of species) checkFinite([probability], `species of ${path}`);
  } finally {
    await classifier.dispose();
  }
}
