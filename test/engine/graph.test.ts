import { describe, expect, it } from 'vitest';
import { Graph, type Value } from '#src/engine/graph/graph.js';
import { flattenDataParallel } from '#src/engine/runtime/flat-data-parallel.js';
import { optimise } from '#src/engine/graph/passes/index.js';
import { trace } from '#src/engine/graph/tracer.js';
import { isMicroBatched } from '#src/engine/data-parallel-program.js';
import type { Program } from '#src/engine/index.js';
import { createModel } from '#src/models/index.js';
import { tf } from '#src/ops/tf.js';
import { trainProgram } from '#src/train/step.js';

describe('equal constants are one value', () => {
  it.each([2, 300, 100_000])('of %i numbers', (count) => {
    const graph = new Graph();
    const numbers = Float32Array.from({ length: count }, (_, i) => i);
    const first = graph.constant(numbers, [count], 'float32');
    expect(graph.constant(numbers.slice(), [count], 'float32')).toBe(first);
    expect(graph.constant(numbers, [1, count], 'float32')).not.toBe(first);
    expect(graph.constant(Int32Array.from(numbers), [count], 'int32')).not.toBe(first);
    const other = numbers.slice();
    other[count - 1]! += 1;
    expect(graph.constant(other, [count], 'float32')).not.toBe(first);
  });

  it('but zero and minus zero differ', () => {
    const graph = new Graph();
    const [zero, minusZero] = [Float32Array.of(1, 0), Float32Array.of(1, -0)];
    expect(graph.constant(zero, [2], 'float32')).not.toBe(graph.constant(minusZero, [2], 'float32'));
  });

  it('for views of one buffer with equal numbers', () => {
    const graph = new Graph();
    const numbers = Float32Array.of(1, 2, 3, 2, 3);
    const [first, second] = [numbers.subarray(1, 3), numbers.subarray(3)];
    expect(graph.constant(first, [2], 'float32')).toBe(graph.constant(second, [2], 'float32'));
  });
});

it('a product of numbers keeps the shape of all: x * fill([2, 3]) * s', () => {
  const program: Program = {
    name: 'scales',
    inputs: { x: { shape: [1, 3] }, s: { shape: [] } },
    fn: ({ x, s }) => ({ y: tf.mul(tf.mul(x!, tf.fill([2, 3], 2)), s!) }),
  };
  const { outputs } = optimise(trace(program));
  expect(Object.values(outputs).map(({ shape }) => shape)).toEqual([[2, 3]]);
});

describe('a training step computes nothing twice', () => {
  it.each([
    ...['small-cnn', 'large-cnn', 'resnet2-32', 'resnet3-16'].map((name) => [name, [28, 28, 1]] as const),
    ...['bird10', 'bird-mel'].map((name) => [name, [22_050]] as const),
  ])('of %s', (name, inputShape) => {
    const program = trainProgram(createModel({ name }, { inputShape, classCount: 10, sampleRateHz: 44_100 }), {
      batchSize: 50,
      residual: { reduction: 'mean', distance: 'euclidean' },
      optimiser: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
      supervisedOnly: false,
    });
    for (const subprogram of subprogramsOf(program)) {
      const { nodes } = optimise(trace(subprogram)).graph;
      const names = nodes.map(({ op, inputs, attributes }) =>
        [op, JSON.stringify(attributes), ...inputs.map(nameOf)].join(' '),
      );
      expect(names.filter((node, i) => names.indexOf(node) !== i)).toEqual([]);
      expect(nodes.length).toBeGreaterThan(10);
    }
  });
});

function subprogramsOf(program: Program): Program[] {
  if (!isMicroBatched(program)) return [program];
  const { map, reduce } = flattenDataParallel(program, 25);
  return [map, reduce.program];
}

/** Identifies constants by their numbers, all other values by id. */
function nameOf({ id, origin, dtype, shape }: Value): string {
  return origin.kind === 'constant' ? `${dtype}[${shape.join(',')}]:${[...origin.data].join(',')}` : String(id);
}
