import type { Engine, HostTensors } from '../../engine/index.js';
import { NonFiniteError } from '../../errors.js';
import type { frameworks } from '../../inversion/index.js';
import { tf, type Tensor } from '../../ops/index.js';
import { toHost } from './arrays.js';

export interface UpdateRun<S extends frameworks.State> {
  readonly engine: Engine;
  readonly name: string;
  /** Is freed. */
  readonly initial: S;
  /** All examples; the same for every update. */
  readonly x: Tensor;
  readonly update: (state: S, x: Tensor) => S;
  /** [B], of a state: what is to go down. */
  readonly loss: (state: S, x: Tensor) => Tensor;
  readonly steps: number;
  readonly signal: AbortSignal;
  readonly onStep: (done: number, of: number) => void;
}

export interface UpdateResult<S extends frameworks.State> {
  /** The caller owns its tensors. */
  readonly state: S;
  /** Loss summed over the examples: before every update, and of the last state. */
  readonly losses: readonly number[];
}

/**
 * A framework's updates as a compiled program: state and examples go in, the next state comes out, and stays with the engine.
 * @throws NonFiniteError if the loss is not finite
 * @throws the signal's reason once it fires
 */
export async function runUpdates<S extends frameworks.State>(run: UpdateRun<S>): Promise<UpdateResult<S>> {
  const { engine, name, initial, x, update, loss, steps, signal } = run;
  const names = Object.keys(initial);
  const state: HostTensors = Object.fromEntries(names.map((key) => [key, toHost(initial[key]!)]));
  tf.dispose(Object.values(initial));
  const program = await engine.compile({
    name: `${name} update`,
    inputs: { ...shapesOf(state), x: { shape: x.shape } },
    state: Object.fromEntries(names.map((key) => [key, `next/${key}`])),
    fn: ({ x: examples, ...tensors }) => {
      const old = tensors as unknown as S;
      const next = update(old, examples!);
      return {
        ...Object.fromEntries(names.map((key) => [`next/${key}`, next[key]!])),
        loss: tf.sum(loss(old, examples!)),
      };
    },
  });
  try {
    await program.writeState(state);
    const losses: number[] = [];
    let inputs: HostTensors = { x: toHost(x) };
    for (let step = 0; step < steps; step++) {
      signal.throwIfAborted();
      const { outputs, recycled } = await program.run(inputs);
      inputs = recycled;
      losses.push(finite(outputs['loss']!.data[0]!, name, step));
      run.onStep(step + 1, steps);
    }
    const last = mapTensors(await program.readState()) as unknown as S;
    const final = tf.tidy(() => tf.sum(loss(last, x)).dataSync()[0]!);
    return { state: last, losses: [...losses, finite(final, name, steps)] };
  } finally {
    await program.dispose();
  }
}

function finite(value: number, name: string, step: number): number {
  if (!Number.isFinite(value))
    throw new NonFiniteError(`${name}: the loss at step ${step} is ${value}; try another --seed`);
  return value;
}

const shapesOf = (tensors: HostTensors) =>
  Object.fromEntries(Object.entries(tensors).map(([key, { shape }]) => [key, { shape }]));

const mapTensors = (tensors: HostTensors): Record<string, Tensor> =>
  Object.fromEntries(
    Object.entries(tensors).map(([key, { data, shape, dtype }]) => [key, tf.tensor(data, [...shape], dtype)]),
  );
