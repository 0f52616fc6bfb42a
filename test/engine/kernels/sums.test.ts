import { describe, expect, it } from 'vitest';
import { optimise } from '#src/engine/graph/passes/index.js';
import { trace } from '#src/engine/graph/tracer.js';
import type { Program } from '#src/engine/index.js';
import { tf } from '#src/ops/tf.js';
import { createRng } from '#src/rng.js';
import { drawInputs, expectSameProgram } from './compare.js';
import { useEngines } from './engines.js';

const engines = useEngines();

const operators = (program: Program): string[] => {
  const { graph, outputs } = trace(program);
  return optimise({ graph, outputs }).graph.nodes.map(({ op }) => op);
};

/** Sum over `axes` of (x - padded u)^2, or of (padded u - x)^2. */
function padded(before: number, after: number, swapped: boolean, axes: number[]): Program {
  return {
    name: `padding ${before}, ${after}`,
    inputs: { u: { shape: [3, 7, 2] }, x: { shape: [3, 7 + before + after, 2] } },
    fn: ({ u, x }) => {
      const paddedU = tf.pad(u!, [
        [0, 0],
        [before, after],
        [0, 0],
      ]);
      const difference = swapped ? tf.sub(x!, paddedU) : tf.sub(paddedU, x!);
      return { sum: tf.sum(tf.square(difference), axes) };
    },
  };
}

describe('squared differences from a padded tensor', () => {
  it.each([
    [0, 3, false, [1]],
    [2, 0, true, [1, 2]],
    [1, 2, false, [0, 1, 2]],
  ] as const)(
    'with %i before and %i after, swapped %s, over %j, are computed without padding',
    async (before, after, swapped, axes) => {
      const program = padded(before, after, swapped, [...axes]);
      expect(operators(program)).not.toContain('Pad');
      const runs = [drawInputs(createRng(1), { u: { shape: [3, 7, 2] }, x: program.inputs['x']! }, 'random')];
      await expectSameProgram(engines, program, runs, program.name);
    },
  );

  it('are padded if the sum does not reduce the padded axis', async () => {
    const program = padded(1, 1, false, [0, 2]);
    expect(operators(program)).toContain('Pad');
    const runs = [drawInputs(createRng(2), { u: { shape: [3, 7, 2] }, x: program.inputs['x']! }, 'random')];
    await expectSameProgram(engines, program, runs, program.name);
  });
});

describe('sums over many rows', () => {
  it.each([
    [[1200, 5], [0], false],
    [[40, 30, 5], [0, 1], true],
    [[2000], [0], false],
    [[1200, 1], [0], true],
  ] as const)('of %j over %j are one product', async (shape, axes, keepDims) => {
    const program: Program = {
      name: `sum ${shape.join(' ')}`,
      inputs: { x: { shape } },
      fn: ({ x }) => ({ sum: tf.sum(x!, [...axes], keepDims) }),
    };
    expect(operators(program)).toContain('MatMul');
    await expectSameProgram(engines, program, [drawInputs(createRng(3), program.inputs, 'random')], program.name);
  });

  it('are reductions over other axes, or for few rows', () => {
    for (const [shape, axis] of [
      [[5, 1200], 1],
      [[900, 5], 0],
    ] as const) {
      expect(
        operators({ name: 'sum', inputs: { x: { shape } }, fn: ({ x }) => ({ sum: tf.sum(x!, axis) }) }),
      ).toContain('ReduceSum');
    }
  });
});
