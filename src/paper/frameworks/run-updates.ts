import type { Engine, HostTensors } from '../../engine/index.js';
import { NonFiniteError } from '../../errors.js';
import type { frameworks } from '../../inversion/index.js';
import { tf, type Tensor } from '../../ops/index.js';
import { toHost } from './arrays.js';

export interface UpdateRun<S extends frameworks.State> {
  readonly engine: Engine;
  readonly name: string;
  /** Initial state; its tensors are disposed. */
  readonly initial: S;
  /** All examples, used by every update. */
  readonly x: Tensor;
  readonly update: (state: S, x: Tensor) => S;
  /** [B], loss of a state, which the updates minimise. */
  readonly loss: (state: S, x: Tensor) => Tensor;
  readonly steps: number;
  readonly signal: AbortSignal;
  readonly onStep: (done: number, of: number) => void;
}

export interface UpdateResult<S extends frameworks.State> {
  /** The caller owns its tensors. */
  readonly state: S;
  /** Loss summed over the examples, before every update and after the last. */
  readonly losses: readonly number[];
}

/**
 * Runs a framework's updates as a compiled program that maps state and examples to the next state.
 * The state stays in the engine.
 * @throws NonFiniteError if the loss is not finite
 * @throws the signal's reason once it is aborted
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
      const current = tensors as unknown as S;
      const next = update(current, examples!);
      return {
        ...Object.fromEntries(names.map((key) => [`next/${key}`, next[key]!])),
        loss: tf.sum(loss(current, examples!)),
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
      losses.push(checkFinite(outputs['loss']!.data[0]!, name, step));
      run.onStep(step + 1, steps);
    }
    const last = mapTensors(await program.readState()) as unknown as S;
    try {
      const final = tf.tidy(() => tf.sum(loss(last, x)).dataSync()[0]!);
      return { state: last, losses: [...losses, checkFinite(final, name, steps)] };
    } catch (error) {
      tf.dispose(Object.values(last));
      throw error;
    }
  } finally {
    await program.dispose();
  }
}

function checkFinite(value: number, name: string, step: number): number {
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
