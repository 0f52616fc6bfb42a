/** One side of a comparison: a loaded training step. */
export interface Runner {
  readonly parameters: number;
  /**
   * Runs the step `steps` times.
   * @returns milliseconds of each step
   * @throws Error if the loss is not finite, so that no broken step is measured
   */
  run(steps: number): Promise<readonly number[]>;
}

export type StepKind = 'supervised' | 'full';

/** Weights of Eq. 10, the same on both sides. */
export const WEIGHTS = { alpha: 0.7, beta: 0.2 };
/** Adam's learning rate, the same on both sides. */
export const LEARNING_RATE = 1e-3;
