import { describe, expect, it } from 'vitest';
import { runTheorem1 } from '#src/paper/index.js';

describe('the experiment on Theorem 1', () => {
  it('takes inputs of more dimensions than a function has arguments', () => {
    const [curve] = runTheorem1({
      ...{ classes: 2, norms: [1], inputs: 1, dimensions: 200_000, steps: 1, seed: 1 },
      output: 'softmax',
    });
    // The random start has half of the norm of the optimum, and is nearly perpendicular to it.
    expect(curve!.steps[0]!.residual).toBeCloseTo(1, 1);
    expect(curve!.steps[0]!.distance).toBeCloseTo(Math.sqrt(1.25), 2);
  });
});
