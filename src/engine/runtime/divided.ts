import { EngineError } from '../../errors.js';
import { checkInputs, checkOutputs, checkProgram, checkState } from '../check-inputs.js';
import type { DividedProgram } from '../divided-program.js';
import { programLife } from '../program-life.js';
import { mapValues, omit, pick } from '../records.js';
import type { CompiledProgram, HostTensor, HostTensors, RunResult } from '../types.js';
import type { Lane } from './lane.js';
import { createMeeting, fail, FAILED_ELSEWHERE, sizeOfAll } from './meeting.js';
import { modelOf } from '../graph/model.js';

/**
 * A program whose first part runs on several lanes at once, each with its share of the examples. The lanes exchange their sums through shared
 * memory, and each runs the second part for itself: the state is the same on all of them. Sums are added in a fixed order: share by share, lane
 * by lane. Runs are queued.
 */
export async function compileDivided(
  program: DividedProgram & { readonly division: { readonly rowsAtOnce: number } },
  lanes: readonly Lane[],
): Promise<CompiledProgram> {
  checkProgram(program);
  const { division } = program;
  const { sliced } = division;
  const batchSize = program.inputs[sliced[0]!]!.shape[0]!;
  const { rows, count } = sharesOf(batchSize, lanes.length, division.rowsAtOnce);
  const { packDivision } = await import('./packed-division.js');
  const packed = packDivision(program, rows);
  const [partial, combining] = [await modelOf(packed.partial), await modelOf(packed.combining.program)];
  checkOutputs(program, packed.combining.outputs);
  const meeting = createMeeting(lanes.length, sizeOfAll(mapValues(division.sums, (shape) => ({ shape }))));
  const parts = await Promise.all(
    lanes.map((to, lane) =>
      to.load({ kind: 'divided', partial, combining, shares: { lane, sliced, rows, count, meeting } }),
    ),
  );
  const life = programLife(program);
  let step = 0;
  let lanesAgree = true;
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
  const mustAgree = (): void => {
    if (lanesAgree) return;
    throw new EngineError(`${program.name}: a thread failed where others did not; write the state again`);
  };

  return {
    run: (inputs) =>
      whileAlive(async (): Promise<RunResult> => {
        checkInputs(program, inputs);
        life.mustHaveState();
        mustAgree();
        // The lanes wait for each other: whatever may fail here does so before any is asked, and all are asked before any is waited for.
        const shared = mapValues(pick(inputs, sliced), inSharedMemory);
        const others = packed.combining.packInputs(omit(inputs, sliced));
        const given = parts.map(() => ({ ...shared, ...copies(others) }));
        step += 1;
        const runs = parts.map((part, lane) =>
          part.run(given[lane]!, step).catch((error: unknown) => {
            fail(meeting, lane, step);
            throw error;
          }),
        );
        const results = await Promise.allSettled(runs);
        const failures = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason as Error);
        lanesAgree = failures.length === 0 || failures.length === parts.length;
        if (failures.length > 0) throw failures.find(({ message }) => message !== FAILED_ELSEWHERE) ?? failures[0]!;
        const { outputs } = await runs[0]!;
        return { outputs: packed.combining.unpackOutputs(outputs), recycled: { ...inputs, ...shared } };
      }),
    writeState: (values) =>
      whileAlive(async () => {
        checkState(program, values);
        life.stateIsWritten();
        lanesAgree = false;
        const written = await Promise.allSettled(
          parts.map((part) => part.writeState(packed.combining.packState(values))),
        );
        for (const result of written) if (result.status === 'rejected') throw result.reason;
        lanesAgree = true;
      }),
    readState: () =>
      whileAlive(async () => {
        life.mustHaveState();
        mustAgree();
        return packed.combining.unpackState(await parts[0]!.readState());
      }),
    dispose: async () => {
      if (life.isOver) return;
      life.end();
      await inTurn(() => Promise.all(parts.map((part) => part.release())));
    },
  };
}

/** How a batch is cut: every lane takes `count` shares of `rows` rows. */
function sharesOf(batchSize: number, laneCount: number, rowsAtOnce: number): { rows: number; count: number } {
  const rowsPerLane = Math.ceil(batchSize / laneCount);
  const count = Math.ceil(rowsPerLane / rowsAtOnce);
  return { rows: Math.ceil(rowsPerLane / count), count };
}

/** A tensor where all threads can read it: the same one, if it is there already. */
function inSharedMemory(tensor: HostTensor): HostTensor {
  const { dtype, shape, data } = tensor;
  if (data.buffer instanceof SharedArrayBuffer) return tensor;
  const memory = new SharedArrayBuffer(data.byteLength);
  const shared = dtype === 'float32' ? new Float32Array(memory) : new Int32Array(memory);
  shared.set(data);
  return { dtype, shape, data: shared };
}

function copies(values: HostTensors): Record<string, HostTensor> {
  return mapValues(values, (tensor) => ({ ...tensor, data: tensor.data.slice() }));
}
