import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine, type HostTensor, type Program, type Tensors } from '#src/engine/index.js';
import { invertLayers, layerResiduals, type TappedFunction } from '#src/inversion/index.js';
import { createModel, parameterShapes, type Model } from '#src/models/index.js';
import { dense, relu, tf } from '#src/ops/index.js';
import { createRng } from '#src/rng.js';
import { dataParallelGradientProgram, gradientProgram } from '#src/train/step.js';
import { bird10At } from '../helpers/bird10-64.js';
import { directionalDerivative, randomDirection, along, type Scalar64 } from '../helpers/finite-differences64.js';
import { distanceOf, gradientInputs, imageStep, scalars, WEIGHTS, type ImageStep } from '../helpers/image-steps.js';
import { combinedLoss64, type Layer64 } from '../helpers/losses64.js';
import { network64 } from '../helpers/networks64.js';
import { normalOnHost, withNormalBiases } from '../helpers/normal.js';
import { leaf, pullback, type Array64, type Node64 } from '../helpers/reference64.js';
import { tensorsLeftBy, useTensors } from '../helpers/use-tensors.js';

type Arrays = Readonly<Record<string, Array64>>;
type Reference = (parameters: Arrays, tap: (layer: string, z: Node64) => void) => (x: Node64) => Node64;

interface Entry {
  readonly model: Model;
  readonly step: ImageStep;
  readonly reference: Reference;
}

function image(name: string, kind: string, inputShape = [9, 8, 1]): Entry {
  const step = imageStep({ name, kind, inputShape, seed: 5 });
  return { model: step.model, step, reference: network(step.model) };
}

const titled = (entries: readonly Entry[]): [string, Entry][] =>
  entries.map((entry) => [
    [entry.model.name, entry.model.spec['kind'] as string | undefined].filter(Boolean).join(' '),
    entry,
  ]);

function network(model: Model): Reference {
  return (parameters, tap) => network64(model, parameters, tap);
}

/** Like `imageStep`, for the bird network without dropout. */
function bird10Step(): Entry {
  const full = createModel({ name: 'bird10' }, { inputShape: [6_656], classCount: 10 });
  const model = { ...full, noiseShapes: () => ({}) };
  const { options, batch } = imageStep({ name: 'small-cnn', kind: 'max', inputShape: [8, 8, 1], seed: 5 });
  const rng = createRng(6);
  const x = normalOnHost(rng, [2, 6_656]);
  const parameters = withNormalBiases(model.init(rng), 0.1, () => rng);
  const apply: Model['apply'] = (p, input, _noise, tap) => full.apply(p, input, undefined, tap);
  return {
    model: { ...model, apply },
    step: { model: { ...model, apply }, options, parameters, batch: { ...batch, x } },
    reference: (p, tap) => bird10At(p, undefined, tap),
  };
}

const float64 = ({ shape, data }: HostTensor): Array64 => ({ shape, data: Float64Array.from(data) });
const arrays = (tensors: Readonly<Record<string, HostTensor>>): Record<string, Array64> =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, float64(tensor)]));

/** Program that computes R⁽ˡ⁾ of every layer on a batch. */
function residualProgram(model: Model, rows: number, target: 'detached' | 'differentiated'): Program {
  const parameters = Object.entries(parameterShapes(model)).map(
    ([name, shape]) => [`parameters/${name}`, { shape }] as const,
  );
  return {
    name: `layers of ${model.name}`,
    inputs: { ...Object.fromEntries(parameters), x: { shape: [rows, ...model.inputShape] } },
    fn: (tensors) => {
      const values: Tensors = Object.fromEntries(
        parameters.map(([name]) => [name.slice('parameters/'.length), tensors[name]!]),
      );
      const f: TappedFunction = (x, tap) => model.apply(values, x, undefined, tap);
      const options = { reduction: 'sum', distance: 'euclidean', target } as const;
      return layerResiduals(f, model.layers, options)(tensors['x']!).layerResiduals;
    },
  };
}

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine({ engine: 'compiled', device: 'cpu', threads: 1 });
});
afterAll(() => engine.dispose());

describe('R of a layer (Eq. 12), of all layers in one backward pass', () => {
  it.each(titled([...['mean', 'max', 'inhibitor'].map((kind) => image('small-cnn', kind)), bird10Step()]))(
    'is ‖Σ f_c df_c/dz − z‖², computed class by class: %s',
    async (_name, entry) => {
      for (const [layer, { ours, output, z }] of Object.entries(await layersOf(entry))) {
        expect(distanceOf(ours, explicitResidual(output, z)), layer).toBeLessThan(1e-4);
      }
    },
  );

  // These networks are too slow to check class by class.
  it.each(
    titled([
      image('large-cnn', 'max', [12, 12, 1]),
      ...['mean', 'max', 'inhibitor'].flatMap((kind) => [image('resnet2-32', kind), image('resnet3-16', kind)]),
    ]),
  )('is ‖(df/dz)ᵀ f − z‖² in float64: %s', async (_name, entry) => {
    for (const [layer, { ours, output, z }] of Object.entries(await layersOf(entry))) {
      expect(distanceOf(ours, squaredDistances(pullback(output, output.data)(z), z)), layer).toBeLessThan(1e-4);
    }
  });
});

/** Every layer's R⁽ˡ⁾ from the engine, with the float64 nodes to recompute it. */
async function layersOf({
  model,
  step,
  reference,
}: Entry): Promise<Record<string, { ours: ArrayLike<number>; output: Node64; z: Node64 }>> {
  const program = await engine.compile(residualProgram(model, 2, 'detached'));
  const inputs = gradientInputs(step);
  const wanted = Object.keys(inputs).filter((name) => name.startsWith('parameters/') || name === 'x');
  const { outputs } = await program.run(Object.fromEntries(wanted.map((name) => [name, inputs[name]!])));
  await program.dispose();

  const seen = new Map<string, Node64>();
  const output = reference(arrays(step.parameters), (layer, z) => seen.set(layer, z))(leaf(step.batch['x']!));
  expect(Object.keys(outputs)).toEqual(model.layers);
  expect([...seen.keys()]).toEqual(model.layers);
  return Object.fromEntries([...seen].map(([layer, z]) => [layer, { ours: outputs[layer]!.data, output, z }]));
}

/** R⁽ˡ⁾ per example, from one backward pass per class. */
function explicitResidual(output: Node64, z: Node64): Float64Array {
  const [batch, classes] = output.shape as [number, number];
  const size = z.data.length / batch;
  const inverse = new Float64Array(z.data.length);
  for (let c = 0; c < classes; c++) {
    const seed = output.data.map((_, i) => (i % classes === c ? 1 : 0));
    pullback(
      output,
      seed,
    )(z).forEach((slope, i) => {
      inverse[i]! += output.data[Math.floor(i / size) * classes + c]! * slope;
    });
  }
  return squaredDistances(inverse, z);
}

function squaredDistances(inverse: Float64Array, z: Node64): Float64Array {
  const batch = z.shape[0]!;
  const size = inverse.length / batch;
  return Float64Array.from({ length: batch }, (_, b) =>
    inverse.subarray(b * size, (b + 1) * size).reduce((sum, value, i) => sum + (value - z.data[b * size + i]!) ** 2, 0),
  );
}

describe('the gradient of Eq. 11 is the float64 finite difference', () => {
  const cases = titled([image('small-cnn', 'max'), image('resnet3-16', 'mean'), bird10Step()]);
  it.each(
    (['detached', 'differentiated'] as const).flatMap((target) =>
      cases.map(([name, entry]) => [name, target, entry] as const),
    ),
  )('%s, targets %s', async (_name, target, { model, step, reference }) => {
    const gamma = Object.fromEntries(model.layers.map((layer, i) => [layer, 0.02 + 0.01 * i]));
    const options = { ...step.options, layers: model.layers, residual: { ...step.options.residual, target } };
    const inputs = {
      ...gradientInputs(step),
      ...scalars(Object.fromEntries(Object.entries(gamma).map(([layer, weight]) => [`weight/layer/${layer}`, weight]))),
    };
    const program = await engine.compile(gradientProgram(model, options));
    const { outputs } = await program.run(inputs);
    await program.dispose();
    const gradient = Object.fromEntries(
      Object.keys(step.parameters).map((name) => [name, outputs[`gradient/${name}`]!]),
    );

    const at = arrays(step.parameters);
    const targets = target === 'detached' ? representations(reference, at, step) : undefined;
    const loss = lossOf(reference, step, gamma, targets);
    expect(distanceOf(outputs['loss']!.data, [loss(at).value])).toBeLessThan(1e-5);
    let checked = 0;
    for (let i = 0; i < 2; i++) {
      const direction = randomDirection(createRng(3).split('direction', i), at);
      const expected = directionalDerivative(loss, at, direction);
      if (expected === undefined) continue;
      checked++;
      const size = Math.sqrt(
        Object.entries(direction).reduce(
          (sum, [name, { data }]) => sum + data.reduce((s, value, k) => s + (value * gradient[name]!.data[k]!) ** 2, 0),
          0,
        ),
      );
      expect(Math.abs(along(gradient, direction) - expected) / size).toBeLessThan(1e-3);
    }
    expect(checked).toBeGreaterThan(0);
  });
});

function representations(reference: Reference, at: Arrays, { batch }: ImageStep): Record<string, Array64> {
  const seen: Record<string, Array64> = {};
  reference(at, (layer, { shape, data }) => (seen[layer] = { shape, data }))(leaf(batch['x']!));
  return seen;
}

function lossOf(
  reference: Reference,
  { batch, options }: ImageStep,
  gamma: Readonly<Record<string, number>>,
  targets: Readonly<Record<string, Array64>> | undefined,
): Scalar64 {
  const x = float64(batch['x']!);
  return (parameters) => {
    const seen = new Map<string, Node64>();
    const layers = Object.entries(gamma).map(([layer, weight]): Layer64 => ({
      gamma: weight,
      node: () => seen.get(layer)!,
      ...(targets && { target: targets[layer]! }),
    }));
    const f = reference(parameters, (layer, z) => seen.set(layer, z));
    return combinedLoss64(f, x, batch['label']!.data, { ...WEIGHTS, ...options.residual, layers });
  };
}

describe('a detached target', () => {
  useTensors();

  const w = tf.tensor2d([1, 0.5, -1, 2, 0, 1], [3, 2]);
  const v = tf.tensor2d([1, -1, 0.5, 0.3], [2, 2]);
  const x = tf.tensor2d([0.3, 1, 0.4, 1, 0.2, 0.5], [2, 3]);
  /** Sum over examples of the hidden layer's R, as a function of the first layer's weights. */
  const residualOf =
    (target?: 'detached' | 'differentiated') =>
    (first: tf.Tensor): tf.Scalar =>
      tf.sum(
        layerResiduals((input, tap) => dense(tap('hidden', relu(dense(input, first))), v), ['hidden'], {
          reduction: 'sum',
          distance: 'euclidean',
          ...(target && { target }),
        })(x).layerResiduals['hidden']!,
      );

  it('gives the same residual as a differentiated one, but a gradient without the part that shrinks z⁽ˡ⁾', () => {
    const [detached, differentiated] = [residualOf('detached'), residualOf('differentiated')];
    expect(detached(w).dataSync()[0]).toBeCloseTo(differentiated(w).dataSync()[0]!, 5);
    // R = ‖(V Vᵀ − I) z‖² with M = V Vᵀ, z = relu(x W): the gradient with respect to z is 2 (M − I)ᵀ(M − I) z;
    // detached, it is 2 Mᵀ(M − I) z.
    const z = relu(dense(x, w));
    const m: tf.Tensor2D = tf.matMul(v, v, false, true);
    const error: tf.Tensor2D = tf.sub(tf.matMul(z as tf.Tensor2D, m), z);
    const mask = tf.step(dense(x, w));
    const expected = (left: tf.Tensor2D): tf.Tensor =>
      tf.matMul(x, tf.mul<tf.Tensor2D>(mask, tf.mul(2, tf.matMul(error, left))), true, false);
    const difference = (a: tf.Tensor, b: tf.Tensor): number => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]!;
    expect(difference(tf.grad(detached)(w), expected(m))).toBeLessThan(1e-5);
    expect(difference(tf.grad(residualOf())(w), expected(m))).toBeLessThan(1e-5);
    expect(difference(tf.grad(differentiated)(w), expected(tf.sub<tf.Tensor2D>(m, tf.eye(2))))).toBeLessThan(1e-5);
  });

  it('leaves no tensors behind', () => {
    expect(tensorsLeftBy(() => tf.tidy(() => void tf.grad(residualOf('detached'))(w).dataSync()))).toBe(0);
  });
});

describe('a layer that f does not tap', () => {
  it('is rejected by name, listing the tapped layers', () => {
    const f: TappedFunction = (x, tap) => tap('only', x);
    expect(() => invertLayers(f, ['other'])(tf.ones([1, 2]))).toThrow(
      'invertLayers: f taps no layer "other"; it taps only',
    );
  });
});

it('the data-parallel gradients equal those of the whole batch', async () => {
  const { model, step } = image('small-cnn', 'mean');
  const options = { ...step.options, layers: ['conv0'] };
  const inputs = (): Record<string, HostTensor> => ({
    ...gradientInputs(step),
    ...scalars({ 'weight/layer/conv0': 0.1 }),
  });
  const twoThreads = await createEngine({ engine: 'compiled', device: 'cpu', threads: 2 });
  try {
    const whole = await twoThreads.compile(gradientProgram(model, options));
    const dataParallel = await twoThreads.compile(dataParallelGradientProgram(model, options));
    const [a, b] = [(await whole.run(inputs())).outputs, (await dataParallel.run(inputs())).outputs];
    expect(Object.keys(b).sort()).toEqual(Object.keys(a).sort());
    for (const name of Object.keys(a))
      expect(distanceOf([...b[name]!.data, 1], [...a[name]!.data, 1]), name).toBeLessThan(1e-4);
  } finally {
    await twoThreads.dispose();
  }
});
