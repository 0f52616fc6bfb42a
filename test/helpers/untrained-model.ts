import { DEFAULT_SEGMENTS } from '#audio/segments/index.js';
import { createModel, type ModelSpec } from '#src/models/index.js';
import { createRng } from '#src/rng.js';
import { writeModelFolder, type ManifestContent } from '#src/train/checkpoint/index.js';
import { withNormalBiases } from './normal.js';

/** The training data that a model folder names. */
export type UntrainedFor = { readonly images: string } | { readonly recordings: readonly string[] };

/**
 * Writes a complete, valid model folder without training: initial weights, and random biases.
 * @param data folder with MNIST's files, or names of species
 */
export async function writeUntrainedModel(folder: string, spec: ModelSpec, data: UntrainedFor): Promise<void> {
  const images = 'images' in data;
  const classes = images ? Array.from({ length: 10 }, (_, digit) => String(digit)) : data.recordings;
  const inputShape = images ? [28, 28, 1] : [22_050];
  const model = createModel(spec, { inputShape, classCount: classes.length });
  const rng = createRng(9);
  const parameters = withNormalBiases(model.init(rng.split('init')), 1, () => rng);
  const content: ManifestContent = {
    task: images ? 'mnist' : 'bird10',
    model: model.spec as ManifestContent['model'],
    inputShape,
    classes: [...classes],
    backgroundClasses: [],
    ...(images
      ? {
          images: {
            dataset: 'mnist',
            normalisation: 'standard',
            inputScale: 1,
            description: 'none',
            fingerprint: 'none',
            labels: null,
            validationExamples: 0,
            labelSeed: 1,
          },
        }
      : { audio: { ...DEFAULT_SEGMENTS } }),
    step: 0,
    epoch: 0,
    metrics: {},
    seed: 9,
    config: images ? { data: { path: data.images } } : {},
    versions: {},
  };
  await writeModelFolder(folder, content, parameters);
}
