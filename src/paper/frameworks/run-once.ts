import type { Engine, HostTensors, TensorFunction } from '../../engine/index.js';

/** Compiles a function of tensors and runs it once, for work that is slow on the plain TensorFlow.js backend. */
export async function runOnce(
  engine: Engine,
  name: string,
  inputs: HostTensors,
  fn: TensorFunction,
): Promise<HostTensors> {
  const specs = Object.fromEntries(Object.entries(inputs).map(([key, { shape, dtype }]) => [key, { shape, dtype }]));
  const program = await engine.compile({ name, inputs: specs, fn });
  try {
    return (await program.run(inputs)).outputs;
  } finally {
    await program.dispose();
  }
}
