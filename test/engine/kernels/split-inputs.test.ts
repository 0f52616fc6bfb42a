import { describe, expect, it } from 'vitest';
import { dataParallelProgram, type HostTensor, type Program } from '#src/engine/index.js';
import { splitInputs } from '#src/engine/graph/passes/index.js';
import { trace } from '#src/engine/graph/tracer.js';
import { tf } from '#src/ops/tf.js';
import { useEngines } from './engines.js';

const engines = useEngines();

const columns = (x: tf.Tensor, begin: number, end: number): tf.Tensor =>
  tf.slice(x as tf.Tensor2D, [0, begin], [-1, end - begin]);

function programOf(fn: (x: tf.Tensor) => Record<string, tf.Tensor>): Program {
  return { name: 'columns', inputs: { x: { shape: [6, 10] }, y: { shape: [6] } }, fn: ({ x }) => fn(x!) };
}

describe('splitInputs', () => {
  it('replaces a matrix of which only columns are read by one input per range', () => {
    const program = programOf((x) => ({
      a: tf.sum(columns(x, 0, 7), 1),
      b: tf.exp(columns(x, 0, 7)),
      c: tf.neg(columns(x, 7, 10)),
    }));
    const { trace: split, columns: found } = splitInputs(trace(program), ['x']);
    expect(found).toEqual({
      'x[0:7]': { input: 'x', begin: 0, end: 7 },
      'x[7:10]': { input: 'x', begin: 7, end: 10 },
    });
    expect(split.graph.inputs.map(({ origin, shape }) => [origin, shape])).toEqual([
      [{ kind: 'input', name: 'y' }, [6]],
      [{ kind: 'input', name: 'x[0:7]' }, [6, 7]],
      [{ kind: 'input', name: 'x[7:10]' }, [6, 3]],
    ]);
    expect(split.graph.nodes.map(({ op }) => op)).not.toContain('Slice');
  });

  it.each<[string, readonly string[], (x: tf.Tensor) => Record<string, tf.Tensor>]>([
    ['also read as a whole', ['x'], (x) => ({ a: tf.neg(columns(x, 0, 7)), b: tf.exp(x) })],
    ['an output itself', ['x'], (x) => ({ a: tf.neg(columns(x, 0, 7)), b: x })],
    ['read by rows', ['x'], (x) => ({ a: tf.neg(tf.slice(x as tf.Tensor2D, [0, 0], [3, 10])) })],
    ['read in steps', ['x'], (x) => ({ a: tf.neg(tf.stridedSlice(x, [0, 0], [6, 10], [1, 2])) })],
    ['not among those that may be', ['y'], (x) => ({ a: tf.neg(columns(x, 0, 7)) })],
  ])('keeps one that is %s', (_, names, fn) => {
    const { trace: split, columns: found } = splitInputs(trace(programOf(fn)), names);
    expect(found).toEqual({});
    expect(split.graph.inputs.map(({ origin }) => origin)).toContainEqual({ kind: 'input', name: 'x' });
  });
});

it('workers copy only the columns that are read: the same results, with incomplete micro-batches, too', async () => {
  const program = dataParallelProgram({
    name: 'sums of columns',
    inputs: { scale: { shape: [] }, x: { shape: [7, 10] }, valid: { shape: [7] } },
    dataParallel: {
      batched: ['x', 'valid'],
      replicated: ['scale'],
      map: ({ scale, x, valid }) => ({
        first: tf.dot(valid!, tf.mul(columns(x!, 0, 7), scale!)),
        rest: tf.dot(valid!, tf.exp(columns(x!, 7, 10))),
      }),
      sums: { first: [7], rest: [3] },
      reduce: (sums) => ({ first: sums['sum/first']!, rest: sums['sum/rest']! }),
      microBatchSize: 2,
    },
  });
  const floats = (shape: readonly number[], value: (i: number) => number): HostTensor => ({
    dtype: 'float32',
    shape,
    data: Float32Array.from({ length: shape.reduce((product, axis) => product * axis, 1) }, (_, i) => value(i)),
  });
  const run = async (engine: typeof engines.compiled) => {
    const compiled = await engine.compile(program);
    const results = [];
    for (const seed of [1, 2]) {
      const inputs = {
        scale: floats([], () => seed),
        x: floats([7, 10], (i) => Math.sin(seed * i)),
        valid: floats([7], (i) => i % 3),
      };
      results.push((await compiled.run(inputs)).outputs);
    }
    await compiled.dispose();
    return results;
  };
  const [compiled, reference] = [await run(engines.compiled), await run(engines.reference)];
  compiled.forEach((outputs, i) => {
    for (const [name, { data }] of Object.entries(outputs)) {
      data.forEach((value, j) => expect(value).toBeCloseTo(reference[i]![name]!.data[j]!, 5));
    }
  });
});
