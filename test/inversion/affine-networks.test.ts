import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine, type HostTensor, type HostTensors } from '#src/engine/index.js';
import { createModel } from '#src/models/index.js';
import { createRng } from '#src/rng.js';
import {
  alongPiece,
  moved,
  networkMap,
  pointAt,
  throughTemplates,
  type NetworkMap,
  type Point64,
} from '../helpers/affine-maps.js';
import { bird10At } from '../helpers/bird10-64.js';
import { distanceOf, imageStep, type ImageStepChoice } from '../helpers/image-steps.js';
import { network64 } from '../helpers/networks64.js';
import { normal, normalOnHost, withNormalBiases } from '../helpers/normal.js';
import type { Array64, Function64 } from '../helpers/reference64.js';

/** A network at an x: in float64, and what `affine` says of it in float32. */
interface Case {
  readonly f64: Function64;
  readonly here: Point64;
  readonly map: NetworkMap;
}

/** Of float32 in the deepest of the networks, as a share of the result. */
const ROUNDED = 5e-5;

const NETWORKS = [
  { name: 'small-cnn', inputShape: [9, 8, 1] },
  { name: 'large-cnn', inputShape: [12, 12, 1], rows: 1 },
  { name: 'resnet2-32', inputShape: [8, 9, 1] },
  { name: 'resnet3-16', inputShape: [9, 8, 3] },
] as const;
const IMAGE_CASES = NETWORKS.flatMap((network) =>
  (['mean', 'max', 'inhibitor'] as const).flatMap((kind) =>
    (['relu', 'leaky-relu'] as const).map((activation): [string, ImageStepChoice] => [
      `${network.name}, ${kind}, ${activation}`,
      { ...network, kind, activation, seed: 5 },
    ]),
  ),
);

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine({ engine: 'compiled', device: 'cpu', threads: 1 });
});
afterAll(() => engine.dispose());

const float64 = (tensors: HostTensors): Record<string, Array64> =>
  Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, data }]) => [name, { shape, data: Float64Array.from(data) }]),
  );

async function imageCase(choice: ImageStepChoice, change = (parameters: HostTensors) => parameters): Promise<Case> {
  const { model, parameters: drawn, batch } = imageStep({ classCount: 3, ...choice });
  const parameters = change(drawn);
  const f64 = network64(model, float64(parameters));
  const here = pointAt(f64, float64(batch)['x']!);
  return { f64, here, map: await networkMap(engine, model, parameters, batch['x']!) };
}

/** The bird network with biases, on two segments that are as short as it can take. */
async function birdCase(): Promise<Case> {
  const model = createModel({ name: 'bird10' }, { inputShape: [6144], classCount: 3 });
  const rng = createRng(6);
  const parameters = withNormalBiases(model.init(rng.split('init')), 0.3, () => rng);
  const x = normalOnHost(rng, [2, 6144]);
  const f64 = bird10At(float64(parameters));
  return { f64, here: pointAt(f64, float64({ x })['x']!), map: await networkMap(engine, model, parameters, x) };
}

const withoutBiases = (parameters: HostTensors): HostTensors =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, tensor]) => [
      name,
      name.endsWith('/bias') ? { ...tensor, data: new Float32Array(tensor.data.length) } : tensor,
    ]),
  );

/** A random direction in which every value changes by about one. */
function directionFor({ x: { shape } }: Point64): Float64Array {
  return normal(createRng(3).split('direction'), shape);
}
const norm = (values: ArrayLike<number>): number => Math.hypot(...Array.from(values));
const minus = (a: ArrayLike<number>, b: ArrayLike<number>): Float64Array => Float64Array.from(a, (v, i) => v - b[i]!);

/** How far A[x] x' + b[x] is from f(x'), as a share of it. */
function errorAt({ templates, bias }: NetworkMap, { x, output }: Point64): number {
  const matches = throughTemplates(templates, x.data);
  return distanceOf(
    matches.map((match, i) => match + bias.data[i]!),
    output,
  );
}

const biasFraction = ({ bias, output }: NetworkMap): number => norm(bias.data) / norm(output.data);

describe.each([...IMAGE_CASES, ['bird10', undefined] as const])('%s', (_, choice) => {
  let network: Case;
  beforeAll(async () => {
    network = choice === undefined ? await birdCase() : await imageCase(choice);
  });

  it('is A[x] x + b[x] at x', () => {
    const { here, map } = network;
    expect(distanceOf(map.output.data, here.output)).toBeLessThan(ROUNDED);
    expect(distanceOf(map.matches.data, throughTemplates(map.templates, here.x.data))).toBeLessThan(ROUNDED);
    expect(errorAt(map, here)).toBeLessThan(ROUNDED);
  });

  it('is A[x] x’ + b[x] at an x’ on the same linear piece', () => {
    const { f64, here, map } = network;
    const there = alongPiece(f64, here, directionFor(here));
    expect(errorAt(map, there)).toBeLessThan(ROUNDED);
    // x’ is so near that f(x) would hide a wrong A: what changes on the way must be all A's.
    const change = throughTemplates(map.templates, minus(there.x.data, here.x.data));
    expect(distanceOf(change, minus(there.output, here.output))).toBeLessThan(2 * ROUNDED);
  });

  it('has the inverse A[x]ᵀ f(x)', () => {
    const { output, templates, inverse } = network.map;
    expect(distanceOf(inverse.data, weighedTemplates(templates, output.data))).toBeLessThan(ROUNDED);
  });

  if (choice?.kind === 'inhibitor') {
    it('has b[x] = 0, so is A[x] x’ along the whole ray through x', () => {
      const { f64, here, map } = network;
      expect(biasFraction(map)).toBeLessThan(ROUNDED);
      const farther = pointAt(f64, { ...here.x, data: here.x.data.map((value) => 7 * value) });
      expect(errorAt(map, farther)).toBeLessThan(ROUNDED);
    });
  } else {
    it('has a b[x] that is not zero', () => {
      expect(biasFraction(network.map)).toBeGreaterThan(1e-2);
    });
  }
});

describe('A[x] and b[x]', () => {
  it.each(['mean', 'max'])('a network of the %s kind whose biases are all zero has b[x] = 0', async (kind) => {
    const { map } = await imageCase({ name: 'resnet3-16', kind, inputShape: [8, 8, 1], seed: 5 }, withoutBiases);
    expect(biasFraction(map)).toBeLessThan(ROUNDED);
  });

  it('say nothing of f beyond the linear piece', async () => {
    const { f64, here, map } = await imageCase({ name: 'small-cnn', kind: 'max', inputShape: [9, 8, 1], seed: 5 });
    expect(errorAt(map, pointAt(f64, moved(here.x, directionFor(here), 1)))).toBeGreaterThan(0.1);
  });
});

describe.each(['small-cnn', 'resnet3-16'])('%s with sigmoids, which has no linear pieces', (name) => {
  let network: Case;
  beforeAll(async () => {
    network = await imageCase({ name, kind: 'mean', activation: 'sigmoid', inputShape: [9, 8, 1], seed: 5 });
  });

  it('has its Jacobian for A[x]: finite differences', () => {
    const { f64, here, map } = network;
    const direction = directionFor(here);
    const [plus, before] = [1e-5, -1e-5].map((step) => pointAt(f64, moved(here.x, direction, step)));
    const slopes = minus(plus!.output, before!.output).map((change) => change / 2e-5);
    expect(distanceOf(throughTemplates(map.templates, direction), slopes)).toBeLessThan(ROUNDED);
  });

  it('is A[x] x’ + b[x] to first order alone: half the step, a quarter of the error', () => {
    const { f64, here, map } = network;
    const direction = directionFor(here);
    const remainders = [0.2, 0.1].map((step) => {
      const there = pointAt(f64, moved(here.x, direction, step));
      const change = throughTemplates(map.templates, minus(there.x.data, here.x.data));
      return norm(minus(minus(there.output, here.output), change));
    });
    expect(remainders[0]! / norm(here.output)).toBeGreaterThan(ROUNDED);
    expect(Math.abs(remainders[0]! / remainders[1]! - 4)).toBeLessThan(0.4);
  });
});

/** Σ_c weights_c A[x]_c of each example: [B, ...S]. */
function weighedTemplates({ shape, data }: HostTensor, weights: ArrayLike<number>): Float64Array {
  const [batch, classes] = shape as [number, number];
  const size = data.length / (batch * classes);
  const out = new Float64Array(batch * size);
  for (let row = 0; row < batch * classes; row++) {
    const start = Math.floor(row / classes) * size;
    for (let i = 0; i < size; i++) out[start + i]! += weights[row]! * data[row * size + i]!;
  }
  return out;
}
