import { EngineError } from '../../errors.js';
import { sumProblem } from '../check-inputs.js';
import { sumInputs, type DataParallelProgram } from '../data-parallel-program.js';
import { mapValues, omit, pick } from '../records.js';
import type { Program } from '../types.js';
import { flatLayout } from './flat-layout.js';
import { flattenProgram, type FlatProgram } from './flat-program.js';

/** The two programs that a worker runs in turn. Both take the same vectors; `reduce` holds the state. */
export interface FlatDataParallel {
  /** Runs on one micro-batch. Outputs: the sums, under the names by which `reduce` takes them. */
  readonly map: Program;
  readonly reduce: FlatProgram;
}

/** @param rows of one micro-batch */
export function flattenDataParallel(program: DataParallelProgram, rows: number): FlatDataParallel {
  const { name, inputs, state = {}, dataParallel } = program;
  const { batched, replicated, sums } = dataParallel;
  const sumSpecs = sumInputs(mapValues(sums, (shape) => ({ shape })));
  const sumLayout = flatLayout('flat sums', sumSpecs);
  const flatSums = sumLayout.specs(sumSpecs);

  const reduce = flattenProgram(
    {
      name: `${name}, from sums`,
      inputs: { ...omit(inputs, batched), ...flatSums },
      state,
      fn: (tensors) => dataParallel.reduce(sumLayout.unflattenTensors(tensors)),
    },
    Object.keys(flatSums),
  );

  // Inputs outside the vectors are left out where `map` does not read them.
  const unread = Object.keys(inputs).filter((input) => !replicated.includes(input));
  const rowSpecs = mapValues(pick(inputs, batched), (spec) => ({ ...spec, shape: [rows, ...spec.shape.slice(1)] }));
  const map: Program = {
    name: `${name}, ${rows} rows`,
    inputs: { ...omit(reduce.program.inputs, [...unread, ...Object.keys(flatSums)]), ...rowSpecs },
    fn: (tensors) => {
      const results = dataParallel.map(pick(reduce.unflattenTensors(tensors), [...batched, ...replicated]));
      const problem = sumProblem(dataParallel, results);
      if (problem !== undefined) throw new EngineError(problem);
      return sumLayout.flattenTensors(sumInputs(pick(results, Object.keys(sums))));
    },
  };
  return { map, reduce };
}
