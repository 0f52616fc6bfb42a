import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine, type HostTensor, type HostTensors, type Program } from '#src/engine/index.js';
import { ConfigError } from '#src/errors.js';
import { tf } from '#src/ops/index.js';
import { createRng } from '#src/rng.js';
import { createOptimiser, type OptimiserOptions } from '#src/train/optimisers/index.js';
import { pickPrefixed, scalarInputs } from '#src/train/index.js';
import { useTensors } from '../../helpers/use-tensors.js';

/** Weights and other parameters, small and large. */
const SHAPES = { kernel: [2, 3], bias: [3], temperature: [], large: [300, 240], filter: [2, 2, 1, 2] } as const;
const WEIGHTS = ['kernel', 'large', 'filter'];
const STEPS = 6;
const LEARNING_RATE = 0.05;
/** With an epsilon as large as the gradients, Adam does not amplify rounding errors of small ones. */
const EPSILON = 0.1;

const CASES: Readonly<Record<string, Partial<OptimiserOptions>>> = {
  Adam: {},
  'AdamW with its default decay': { kind: 'adamw' },
  'AdamW with a large decay': { kind: 'adamw', weightDecay: 0.5 },
  'AdamW without decay': { kind: 'adamw', weightDecay: 0 },
  'plain SGD': { kind: 'sgd', momentum: 0 },
  'SGD with momentum': { kind: 'sgd' },
  "SGD with Nesterov's momentum": { kind: 'sgd', nesterov: true, momentum: 0.8 },
  'SGD with an L2 penalty': { kind: 'sgd', weightDecay: 0.3 },
  'Adam, clipped': { clipNorm: 3 },
  'SGD, clipped only in some steps': { kind: 'sgd', clipNorm: 140 },
  'Adam, averaged': { averageDecay: 0.5 },
  'AdamW, clipped and averaged': { kind: 'adamw', weightDecay: 0.1, clipNorm: 3, averageDecay: 0.9 },
  'SGD, clipped and averaged, with an L2 penalty': {
    ...{ kind: 'sgd', nesterov: true, weightDecay: 0.1, clipNorm: 3, averageDecay: 0.2 },
  },
};

const engines = new Map<string, Engine>();
beforeAll(async () => {
  for (const engine of ['eager', 'compiled'] as const) {
    engines.set(engine, await createEngine({ engine, device: 'cpu', threads: 1 }));
  }
});
afterAll(async () => {
  for (const engine of engines.values()) await engine.dispose();
});

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** Normal numbers in the shapes of the parameters. */
function drawn(name: string, scale = 1): Record<string, HostTensor> {
  return Object.fromEntries(
    Object.entries(SHAPES).map(([key, shape]) => {
      const rng = createRng(3).split(name, key);
      const data = new Float32Array(sizeOf(shape)).map(() => scale * rng.normal());
      return [key, { dtype: 'float32', shape, data }];
    }),
  );
}

/** Gradients of step t, whose norm is about 27, 54, ... 161. */
const gradientsAt = (t: number): Record<string, HostTensor> => drawn(`gradient${t}`, 0.1 * t);

const noGradients = (): Record<string, HostTensor> => drawn('none', 0);

const named = (prefix: string, tensors: HostTensors): HostTensors =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [`${prefix}/${name}`, tensor]));

/** The optimiser alone as a program: gradients are inputs. */
function programOf(options: Partial<OptimiserOptions>): Program {
  const optimiser = createOptimiser(options);
  const names = optimiser.stateGroups.flatMap((group) => Object.keys(SHAPES).map((name) => `${group}/${name}`));
  const shapeOf = (name: string) => ({ shape: SHAPES[name.split('/')[1] as keyof typeof SHAPES] });
  const gradients = Object.keys(SHAPES).map((name) => `gradient/${name}`);
  return {
    name: 'update',
    inputs: {
      ...Object.fromEntries([...names, ...gradients].map((name) => [name, shapeOf(name)])),
      ...Object.fromEntries(optimiser.scalarNames.map((name) => [name, { shape: [] }])),
    },
    state: Object.fromEntries(names.map((name) => [name, `next/${name}`])),
    fn: (tensors) => {
      const state = Object.fromEntries(optimiser.stateGroups.map((group) => [group, pickPrefixed(tensors, group)]));
      const next = optimiser.update(state, pickPrefixed(tensors, 'gradient'), tensors);
      return Object.fromEntries(
        Object.entries(next).flatMap(([group, values]) =>
          Object.entries(values).map(([name, tensor]) => [`next/${group}/${name}`, tensor]),
        ),
      );
    },
  };
}

/** States after each step. */
async function coursesOf(
  engine: Engine,
  options: Partial<OptimiserOptions>,
  gradients: (t: number) => HostTensors = gradientsAt,
): Promise<HostTensors[]> {
  const optimiser = createOptimiser(options);
  const program = await engine.compile(programOf(options));
  const parameters = drawn('parameters');
  await program.writeState({ ...named('parameters', parameters), ...optimiser.initialState(parameters) });
  const states: HostTensors[] = [];
  for (let t = 1; t <= STEPS; t++) {
    const scalars = scalarInputs({ learningRate: LEARNING_RATE, ...optimiser.scalarsAt(t) });
    await program.run({ ...named('gradient', gradients(t)), ...scalars });
    states.push(await program.readState());
  }
  await program.dispose();
  return states;
}

type Values = Record<string, Float64Array>;

/** The same in float64, written out for one number at a time. */
function* reference({
  kind = 'adam',
  weightDecay,
  momentum = 0.9,
  nesterov = false,
  clipNorm = null,
  averageDecay = 0,
}: Partial<OptimiserOptions>): Generator<Record<string, Values>> {
  const values = (tensors: HostTensors): Values =>
    Object.fromEntries(Object.entries(tensors).map(([name, { data }]) => [name, Float64Array.from(data)]));
  const zeros = (): Values =>
    Object.fromEntries(Object.entries(SHAPES).map(([name, shape]) => [name, new Float64Array(sizeOf(shape))]));
  const [parameters, average] = [values(drawn('parameters')), values(drawn('parameters'))];
  const [first, second] = [zeros(), zeros()];
  const decay = weightDecay ?? (kind === 'adamw' ? 0.01 : 0);
  for (let t = 1; ; t++) {
    const gradients = values(gradientsAt(t));
    let squares = 0;
    for (const gradient of Object.values(gradients)) for (const g of gradient) squares += g * g;
    const scale = clipNorm === null ? 1 : Math.min(1, clipNorm / Math.sqrt(squares));
    for (const name of Object.keys(SHAPES)) {
      const [theta, m, v] = [parameters[name]!, first[name]!, second[name]!];
      const lambda = WEIGHTS.includes(name) ? decay : 0;
      theta.forEach((before, i) => {
        const g = gradients[name]![i]! * scale;
        if (kind === 'sgd') {
          const penalised = g + lambda * before;
          m[i] = momentum * m[i]! + penalised;
          theta[i] = before - LEARNING_RATE * (nesterov ? penalised + momentum * m[i] : m[i]);
        } else {
          m[i] = 0.9 * m[i]! + 0.1 * g;
          v[i] = 0.999 * v[i]! + 0.001 * g * g;
          const adam = m[i] / (1 - 0.9 ** t) / (Math.sqrt(v[i] / (1 - 0.999 ** t)) + EPSILON);
          theta[i] = before - LEARNING_RATE * (adam + lambda * before);
        }
        const d = Math.min(averageDecay, (1 + t) / (10 + t));
        average[name]![i] = d * average[name]![i]! + (1 - d) * theta[i];
      });
    }
    yield {
      parameters,
      firstMoment: first,
      ...(kind !== 'sgd' && { secondMoment: second }),
      ...(averageDecay > 0 && { average }),
    };
  }
}

/** Hash of each tensor, by name. */
const bitsOf = (tensors: HostTensors): Record<string, string> =>
  Object.fromEntries(
    Object.entries(tensors).map(([name, { data }]) => [name, createHash('sha256').update(data).digest('hex')]),
  );

/** Largest difference of two lists of numbers, relative to the largest number. */
function distance(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  let [most, largest] = [0, 1e-3];
  for (let i = 0; i < expected.length; i++) {
    most = Math.max(most, Math.abs(got[i]! - expected[i]!));
    largest = Math.max(largest, Math.abs(expected[i]!));
  }
  return most / largest;
}

describe.each(['eager', 'compiled'])('on the %s engine,', (engineName) => {
  it.each(Object.entries(CASES))(`%s equals its definition in float64 for ${STEPS} steps`, async (_, options) => {
    const states = await coursesOf(engines.get(engineName)!, {
      ...(options.kind !== 'sgd' && { epsilon: EPSILON }),
      ...options,
    });
    const expected = reference(options);
    for (const [index, state] of states.entries()) {
      const groups = expected.next().value as Record<string, Values>;
      expect(Object.keys(state).length).toBe(Object.keys(groups).length * Object.keys(SHAPES).length);
      for (const [group, tensors] of Object.entries(groups)) {
        for (const [name, values] of Object.entries(tensors)) {
          const { data } = state[`${group}/${name}`]!;
          expect(distance(data, values), `${group}/${name} after step ${index + 1}`).toBeLessThan(1e-5);
        }
      }
    }
  });

  it('clipping changes no bits of gradients within the limit, nor gradients of zero', async () => {
    const engine = engines.get(engineName)!;
    for (const kind of ['adam', 'sgd'] as const) {
      const [clipped, plain] = [await coursesOf(engine, { kind, clipNorm: 1e4 }), await coursesOf(engine, { kind })];
      expect(clipped.map(bitsOf)).toEqual(plain.map(bitsOf));
    }
    const [still] = await coursesOf(engine, { kind: 'sgd', clipNorm: 1 }, noGradients);
    expect(bitsOf(pickPrefixed(still!, 'parameters'))).toEqual(bitsOf(drawn('parameters')));
  });

  it('decay shrinks weights alone: biases and scalars keep their bits without a gradient', async () => {
    for (const kind of ['adamw', 'sgd'] as const) {
      const options = { kind, weightDecay: 0.1, momentum: 0 };
      const last = (await coursesOf(engines.get(engineName)!, options, noGradients)).at(-1)!;
      for (const [name, { data: before }] of Object.entries(drawn('parameters'))) {
        const after = last[`parameters/${name}`]!.data;
        const shrunk = Float64Array.from(before, (value) => value * (1 - LEARNING_RATE * 0.1) ** STEPS);
        if (WEIGHTS.includes(name)) expect(distance(after, shrunk), `${kind} ${name}`).toBeLessThan(1e-6);
        else expect(after, `${kind} ${name}`).toEqual(before);
      }
    }
  });
});

describe('the state and the inputs of', () => {
  it.each([
    ['Adam', {}, ['parameters', 'firstMoment', 'secondMoment'], ['biasCorrection1', 'biasCorrection2']],
    ['AdamW', { kind: 'adamw' }, ['parameters', 'firstMoment', 'secondMoment'], ['biasCorrection1', 'biasCorrection2']],
    ['SGD', { kind: 'sgd' }, ['parameters', 'firstMoment'], []],
    ['averaged SGD', { kind: 'sgd', averageDecay: 0.9 }, ['parameters', 'firstMoment', 'average'], ['averageRate']],
  ] as const)('%s are what it needs', (_, options, groups, scalars) => {
    const optimiser = createOptimiser(options);
    expect(optimiser.stateGroups).toEqual(groups);
    expect(optimiser.scalarNames).toEqual(['learningRate', ...scalars]);
    expect(Object.keys(optimiser.scalarsAt(1))).toEqual(scalars);
    const parameters = drawn('parameters');
    const initial = optimiser.initialState(parameters);
    expect(Object.keys(initial).length).toBe((groups.length - 1) * Object.keys(parameters).length);
    for (const [name, { data }] of Object.entries(initial)) {
      const [group, parameter] = name.split('/') as [string, string];
      if (group === 'average') expect(data).toEqual(parameters[parameter]!.data);
      else expect(data.every((value: number) => value === 0)).toBe(true);
    }
  });
});

describe('an update outside of a program', () => {
  useTensors();

  it.each(Object.entries(CASES))('leaves no tensors but the new state: %s', (_, options) => {
    const optimiser = createOptimiser(options);
    const onDevice = (tensors: HostTensors): Record<string, tf.Tensor> =>
      Object.fromEntries(
        Object.entries(tensors).map(([name, { data, shape }]) => [name, tf.tensor(data, [...shape], 'float32')]),
      );
    const parameters = drawn('parameters');
    const tensors = onDevice({ ...named('parameters', parameters), ...optimiser.initialState(parameters) });
    const state = Object.fromEntries(optimiser.stateGroups.map((group) => [group, pickPrefixed(tensors, group)]));
    const inputs = onDevice(scalarInputs({ learningRate: LEARNING_RATE, ...optimiser.scalarsAt(1) }));
    const gradients = onDevice(gradientsAt(1));
    const before = tf.memory().numTensors;
    const next = optimiser.update(state, gradients, inputs);
    expect(tf.memory().numTensors - before).toBe(Object.keys(tensors).length);
    expect(
      Object.values(next)
        .flatMap((group) => Object.values(group))
        .every(({ isDisposed }) => !isDisposed),
    ).toBe(true);
  });
});

it('options that would have no effect are refused', () => {
  expect(() => createOptimiser({ weightDecay: 0.1 })).toThrow(
    new ConfigError(
      'optimiser.weightDecay is 0.1, but optimiser.kind is adam, which does not use it: ' +
        'remove it, or set optimiser.kind to adamw or sgd',
    ),
  );
});
