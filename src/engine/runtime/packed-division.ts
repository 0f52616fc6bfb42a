import { EngineError } from '../../errors.js';
import { problemOfSums } from '../check-inputs.js';
import { asSums, type DividedProgram } from '../divided-program.js';
import { mapValues, omit, pick } from '../records.js';
import type { Program } from '../types.js';
import { packProgram, type PackedProgram } from './packed-program.js';
import { packingOf } from './packing.js';

/** The two parts of a program, as they run one after the other on a thread. Both take the same vectors, and the second holds the state. */
export interface PackedDivision {
  /** For some rows. Outputs: the sums, under the names by which `combining` takes them. */
  readonly partial: Program;
  readonly combining: PackedProgram;
}

/** The parts of a program, the first for so many rows. */
export function packDivision(program: DividedProgram, rows: number): PackedDivision {
  const { name, inputs, state = {}, division } = program;
  const { sliced, shared, sums } = division;
  const sumSpecs = asSums(mapValues(sums, (shape) => ({ shape })));
  const sumPacking = packingOf('packed sums', sumSpecs);
  const packedSums = sumPacking.specs(sumSpecs);

  const combining = packProgram(
    {
      name: `${name}, from sums`,
      inputs: { ...omit(inputs, sliced), ...packedSums },
      state,
      fn: (tensors) => division.combine(sumPacking.unpackTensors(tensors)),
    },
    Object.keys(packedSums),
  );

  // What is not in a vector is left out where the first part does not read it.
  const unread = Object.keys(inputs).filter((input) => !shared.includes(input));
  const slices = mapValues(pick(inputs, sliced), (spec) => ({ ...spec, shape: [rows, ...spec.shape.slice(1)] }));
  const partial: Program = {
    name: `${name}, ${rows} rows`,
    inputs: { ...omit(combining.program.inputs, [...unread, ...Object.keys(packedSums)]), ...slices },
    fn: (tensors) => {
      const results = division.partial(pick(combining.unpackTensors(tensors), [...sliced, ...shared]));
      const problem = problemOfSums(division, results);
      if (problem !== undefined) throw new EngineError(problem);
      return sumPacking.packTensors(asSums(pick(results, Object.keys(sums))));
    },
  };
  return { partial, combining };
}
