import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine, type HostTensor } from '#src/engine/index.js';
import { createModel, parameterShapes } from '#src/models/index.js';
import { gradientProgram } from '#src/train/step.js';
import {
  clearanceOfStep,
  distanceOf,
  gradientInputs,
  imageStep,
  ROUNDING,
  type ImageStep,
  type ImageStepChoice,
} from '../helpers/image-steps.js';
import { convolutionsOf } from '../helpers/networks64.js';
import { usePlainConvolutions } from '../helpers/plain-convolutions.js';
import { tracedConvolution } from '../helpers/traced-convolution.js';

const TOLERANCE = 1e-4;

const REAL_SIZES = [
  [28, 28, 1],
  [32, 32, 3],
];

// Seeds for which all activations are clear of their kinks. The eager engine is slow, so the large network has
// small images. These are not square, so that rows and columns of one image have tiles of two sizes.
const CASES: readonly ImageStepChoice[] = [
  { name: 'small-cnn', kind: 'mean', inputShape: [28, 28, 1], seed: 13 },
  { name: 'small-cnn', kind: 'max', inputShape: [28, 28, 1], reduction: 'mean', seed: 2 },
  { name: 'small-cnn', kind: 'inhibitor', inputShape: [28, 28, 1], seed: 10 },
  { name: 'small-cnn', kind: 'max', inputShape: [32, 32, 3], seed: 12 },
  { name: 'small-cnn', kind: 'max', activation: 'leaky-relu', inputShape: [16, 12, 1], reduction: 'mean', seed: 1 },
  { name: 'small-cnn', kind: 'inhibitor', activation: 'leaky-relu', inputShape: [16, 12, 1], seed: 2 },
  { name: 'small-cnn', kind: 'max', activation: 'sigmoid', inputShape: [16, 12, 1], seed: 4 },
  { name: 'small-cnn', kind: 'mean', activation: 'sigmoid', inputShape: [16, 12, 1], distance: 'cosine', seed: 1 },
  { name: 'large-cnn', kind: 'mean', inputShape: [18, 12, 1], seed: 30 },
  { name: 'large-cnn', kind: 'max', inputShape: [12, 14, 3], reduction: 'mean', seed: 13 },
  { name: 'large-cnn', kind: 'inhibitor', inputShape: [12, 16, 1], seed: 8 },
  { name: 'large-cnn', kind: 'max', activation: 'leaky-relu', inputShape: [12, 12, 1], seed: 6 },
  { name: 'large-cnn', kind: 'mean', activation: 'sigmoid', inputShape: [12, 12, 1], reduction: 'mean', seed: 1 },
  { name: 'resnet2-32', kind: 'mean', inputShape: [28, 28, 1], reduction: 'mean', seed: 9 },
  { name: 'resnet2-32', kind: 'max', inputShape: [28, 28, 1], seed: 3 },
  { name: 'resnet2-32', kind: 'inhibitor', inputShape: [28, 28, 1], seed: 5 },
  { name: 'resnet3-16', kind: 'mean', inputShape: [28, 28, 1], seed: 1 },
  { name: 'resnet3-16', kind: 'max', inputShape: [28, 28, 1], reduction: 'mean', seed: 3 },
  { name: 'resnet3-16', kind: 'inhibitor', inputShape: [28, 28, 1], seed: 4 },
  { name: 'resnet3-16', kind: 'max', inputShape: [16, 16, 3], seed: 1 },
];

function title({ name, kind, activation = 'relu', inputShape, reduction = 'sum', distance }: ImageStepChoice): string {
  return `${name}, ${kind}, ${activation}, on ${inputShape.join(' x ')}, R by ${distance ?? reduction}`;
}

describe('loss and gradients of a full step are equal on the compiled and the eager engine to 1e-4 (L2)', () => {
  let compiled: Engine;
  let eager: Engine;
  beforeAll(async () => {
    usePlainConvolutions();
    compiled = await createEngine({ engine: 'compiled', device: 'cpu', threads: 1 });
    eager = await createEngine({ engine: 'eager', device: 'cpu' });
  });
  afterAll(async () => {
    await compiled.dispose();
    await eager.dispose();
  });

  it.each(CASES.map((choice) => [title(choice), choice] as const))(
    '%s',
    async (_, choice) => {
      const step = imageStep(choice);
      expect(
        clearanceOfStep(step),
        'choose another seed: an activation is within rounding of its kink',
      ).toBeGreaterThan(ROUNDING);
      const [ours, reference] = [await outputsOf(compiled, step), await outputsOf(eager, step)];
      const gradients = Object.keys(step.parameters).map((name) => `gradient/${name}`);
      expect(Object.keys(ours).sort()).toEqual(Object.keys(reference).sort());
      for (const output of ['loss', 'crossEntropy', 'residual', 'entropy', ...gradients]) {
        expect(distanceOf(ours[output]!.data, reference[output]!.data), output).toBeLessThan(TOLERANCE);
      }
      for (const output of ['correct', 'labelledCount', 'validCount']) {
        expect(ours[output]!.data, output).toEqual(reference[output]!.data);
      }
    },
    120_000,
  );

  it('the cases cover every tile and padding of every network at its real sizes, and every method', () => {
    const tilesOf = (name: string, inputShape: readonly number[]): string[] => {
      const model = createModel({ name }, { inputShape, classCount: 10 });
      return convolutionsOf(model, parameterShapes(model)).flatMap(({ x, filter, padding }) => {
        const { method, tiles } = tracedConvolution(x, filter, padding === 'full' ? filter[0] - 1 : padding);
        return tiles === undefined
          ? [`${filter[0]} x ${filter[1]}, ${padding}, ${method}`]
          : tiles.map((m) => `${filter[0]} x ${filter[1]}, ${padding}, tiles of ${m}`);
      });
    };
    const tested = new Set(CASES.flatMap(({ name, inputShape }) => tilesOf(name, inputShape)));
    const names = ['small-cnn', 'large-cnn', 'resnet2-32', 'resnet3-16'];
    const real = new Set(names.flatMap((name) => REAL_SIZES.flatMap((inputShape) => tilesOf(name, inputShape))));
    expect([...tested]).toEqual(expect.arrayContaining([...real]));
    for (const m of [4, 5, 6, 7]) expect([...real].join()).toContain(`tiles of ${m}`);
    for (const method of ['patches', 'pointwise']) expect([...real].join()).toContain(method);
  });
});

async function outputsOf(engine: Engine, step: ImageStep): Promise<Record<string, HostTensor>> {
  const program = await engine.compile(gradientProgram(step.model, step.options));
  const { outputs } = await program.run(gradientInputs(step));
  await program.dispose();
  return outputs;
}
