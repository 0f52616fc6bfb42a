/** One side of a comparison: a training step that is loaded and warm, and can be run a number of times. */
export interface Runner {
  readonly parameters: number;
  /**
   * Runs the step, one after the other.
   * @returns milliseconds of each
   * @throws Error if the loss is not a finite number: a step that computes nonsense is no step
   */
  run(steps: number): Promise<readonly number[]>;
}

export type StepKind = 'supervised' | 'full';

/** Weights of Eq. 10, the same on both sides. */
export const WEIGHTS = { alpha: 0.7, beta: 0.2 };
/** Of Adam, the same on both sides. */
export const LEARNING_RATE = 1e-3;
