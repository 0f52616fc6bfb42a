import { checkInputs, checkProgram, checkState } from '../check-inputs.js';
import {
  asSums,
  combiningProgram,
  partialProgram,
  separateShared,
  sharedState,
  type DividedProgram,
} from '../divided-program.js';
import { programLife } from '../program-life.js';
import { mapValues, omit, pick } from '../records.js';
import type { CompiledProgram, HostTensor, HostTensors, RunResult } from '../types.js';
import type { Lane } from './lane.js';
import { added } from './shares.js';

/**
 * A program whose first part runs on several lanes at once, each with its share of the examples, and whose second part runs on the first, with
 * the sums. Sums are added in a fixed order: share by share, lane by lane. Runs are queued.
 */
export async function compileDivided(
  program: DividedProgram & { readonly division: { readonly rowsAtOnce: number } },
  lanes: readonly Lane[],
): Promise<CompiledProgram> {
  checkProgram(program);
  const { division } = program;
  const batchSize = program.inputs[division.sliced[0]!]!.shape[0]!;
  const shares = sharesOf(batchSize, lanes.length, division.rowsAtOnce);
  const partial = partialProgram(program, shares.rows);
  const [combining, ...parts] = await Promise.all([
    lanes[0]!.compile(combiningProgram(program)),
    ...lanes.map((lane) => lane.compile(partial, division.sliced)),
  ]);
  const fromState = sharedState(program);
  let shared: HostTensors = {};
  const life = programLife(program);
  let queue: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(task: () => Promise<T>): Promise<T> => {
    const result = queue.then(task);
    queue = result.catch(() => undefined);
    return result;
  };
  const whileAlive = async <T>(task: () => Promise<T>): Promise<T> => {
    life.mustLive();
    return inTurn(task);
  };
  const laneSums = async (lane: number, inputs: HostTensors): Promise<Record<string, HostTensor>> => {
    const rows = shares.rows * shares.count;
    const slices = mapValues(pick(inputs, division.sliced), (tensor) => sliceRows(tensor, lane * rows, rows));
    const own = copies({ ...shared, ...pick(inputs, division.shared) });
    const { outputs } = await parts[lane]!.runShares({ ...own, ...slices }, shares.count);
    return outputs;
  };

  return {
    run: (inputs) =>
      whileAlive(async (): Promise<RunResult> => {
        checkInputs(program, inputs);
        life.mustHaveState();
        const sums = (await Promise.all(parts.map((_, lane) => laneSums(lane, inputs)))).reduce(added);
        const whole = omit(inputs, division.sliced);
        const { outputs, recycled } = await combining.run({ ...whole, ...asSums(sums) });
        const separate = separateShared(outputs);
        shared = separate.shared;
        return {
          outputs: separate.own,
          recycled: mapValues(inputs, (tensor, name) => recycled[name] ?? tensor),
        };
      }),
    writeState: (values) =>
      whileAlive(async () => {
        checkState(program, values);
        life.stateIsWritten();
        shared = copies(pick(values, fromState));
        await combining.writeState(values);
      }),
    readState: () =>
      whileAlive(async () => {
        life.mustHaveState();
        return combining.readState();
      }),
    dispose: async () => {
      life.end();
      await inTurn(() => Promise.all([combining, ...parts].map((part) => part.dispose())));
    },
  };
}

/** How a batch is cut: every lane takes `count` shares of `rows` rows. */
function sharesOf(batchSize: number, laneCount: number, rowsAtOnce: number): { rows: number; count: number } {
  const rowsPerLane = Math.ceil(batchSize / laneCount);
  const count = Math.ceil(rowsPerLane / rowsAtOnce);
  return { rows: Math.ceil(rowsPerLane / count), count };
}

/** Rows of a tensor, as a tensor of its own; zeros where there are none left. */
function sliceRows({ dtype, shape, data }: HostTensor, from: number, rows: number): HostTensor {
  const size = shape.slice(1).reduce((product, axis) => product * axis, 1);
  const slice = data.slice(from * size, (from + rows) * size);
  if (slice.length === rows * size) return { dtype, shape: [rows, ...shape.slice(1)], data: slice };
  const filled = dtype === 'float32' ? new Float32Array(rows * size) : new Int32Array(rows * size);
  filled.set(slice);
  return { dtype, shape: [rows, ...shape.slice(1)], data: filled };
}

function copies(values: HostTensors): Record<string, HostTensor> {
  return mapValues(values, (tensor) => ({ ...tensor, data: tensor.data.slice() }));
}
