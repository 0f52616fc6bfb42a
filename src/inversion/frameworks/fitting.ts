import { tf, type Tensor } from '../../ops/index.js';
import type { Rng } from '../../rng.js';

/** What a framework has learned, by name. */
export type State = Readonly<Record<string, Tensor>>;

/** What every fit takes. */
export interface FitOptions<S extends State> {
  readonly rng: Rng;
  /** Updates, each from all examples. */
  readonly steps: number;
  /** Is shown every state, that of the beginning as step 0. It must not keep or free its tensors. */
  readonly onStep?: (step: number, state: S) => void;
}

/**
 * Applies an update again and again, and frees what it replaces.
 * @param initial is freed
 * @param update state -> the next state; keeps nothing else
 * @returns the last state; the caller owns it
 */
export function iterate<S extends State>(
  initial: S,
  update: (state: S) => S,
  { steps, onStep }: Pick<FitOptions<S>, 'steps' | 'onStep'>,
): S {
  let state = initial;
  onStep?.(0, state);
  for (let step = 1; step <= steps; step++) {
    const next = update(state);
    tf.dispose(Object.values(state));
    state = next;
    onStep?.(step, state);
  }
  return state;
}
