import { tf, type Tensor } from '../../ops/index.js';
import type { Rng } from '../../rng.js';
import { checkCount } from './check-count.js';

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
 * @param initial disposed of, after an error too
 * @param update state -> next state; must create no other tensors
 * @returns the last state; the caller owns it
 * @throws ConfigError if `steps` is no whole number of at least 0
 */
export function iterate<S extends State>(
  initial: S,
  update: (state: S) => S,
  { steps, onStep }: Pick<FitOptions<S>, 'steps' | 'onStep'>,
): S {
  let state = initial;
  try {
    checkCount('steps', steps, 0);
    onStep?.(0, state);
    for (let step = 1; step <= steps; step++) {
      const next = update(state);
      tf.dispose(Object.values(state));
      state = next;
      onStep?.(step, state);
    }
    return state;
  } catch (error) {
    tf.dispose(Object.values(state));
    throw error;
  }
}
