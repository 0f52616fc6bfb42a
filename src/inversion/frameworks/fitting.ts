import { tf, type Tensor } from '../../ops/index.js';
import type { Rng } from '../../rng.js';

/** Learned tensors of a framework, by name. */
export type State = Readonly<Record<string, Tensor>>;

export interface FitOptions<S extends State> {
  readonly rng: Rng;
  /** Number of updates; each uses all examples. */
  readonly steps: number;
  /** Called with every state, the initial one as step 0. It must neither keep nor dispose of the tensors. */
  readonly onStep?: (step: number, state: S) => void;
}

/**
 * Applies an update repeatedly and disposes of the replaced states.
 * @param initial disposed of
 * @param update state -> next state; must create no other tensors
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
