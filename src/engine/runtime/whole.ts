import { checkInputs, checkOutputs, checkProgram, checkState } from '../check-inputs.js';
import { programLife } from '../program-life.js';
import type { CompiledProgram, Program } from '../types.js';
import type { Lane } from './lane.js';
import { modelOf } from '../graph/model.js';

/** A program that runs in one piece on one lane. */
export async function compileWhole(program: Program, lane: Lane): Promise<CompiledProgram> {
  checkProgram(program);
  const { packProgram } = await import('./packed-program.js');
  const packed = packProgram(program);
  const whole = await modelOf(packed.program);
  checkOutputs(program, packed.outputs);
  const loaded = await lane.load({ kind: 'whole', whole });
  const life = programLife(program);
  let step = 0;

  return {
    run: async (inputs) => {
      life.mustLive();
      checkInputs(program, inputs);
      life.mustHaveState();
      const { outputs, recycled } = await loaded.run(packed.packInputs(inputs), ++step);
      return { outputs: packed.unpackOutputs(outputs), recycled: { ...inputs, ...packed.ofInputs(recycled) } };
    },
    writeState: async (values) => {
      life.mustLive();
      checkState(program, values);
      life.stateIsWritten();
      await loaded.writeState(packed.packState(values));
    },
    readState: async () => {
      life.mustLive();
      life.mustHaveState();
      return packed.unpackState(await loaded.readState());
    },
    dispose: async () => {
      if (life.isOver) return;
      life.end();
      await loaded.release();
    },
  };
}
