import { createEngine } from './create.js';
import type { OnnxBackend, ProbeAnswer } from './probe-answer.js';
import type { DeviceName, EngineName, HostTensor } from './types.js';

// Entry point of a child process: `probe-child ENGINE DEVICE THREADS`. It sends its answer as a single message.
const [engine, device, threads] = process.argv.slice(2) as [EngineName, DeviceName, string];
const answer = await probe().catch((error: unknown): ProbeAnswer => ({ ok: false, reason: reasonOf(error) }));
process.send?.(answer, () => process.disconnect());

/** Runs a matrix product with a known result. */
async function probe(): Promise<ProbeAnswer> {
  const started = await createEngine({ engine, device, threads: Number(threads) });
  const { tf } = await import('../ops/index.js');
  const x: HostTensor = { dtype: 'float32', shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) };
  const program = await started.compile({
    name: 'probe',
    inputs: { x: { shape: [2, 2] } },
    fn: (inputs) => ({ y: tf.add(tf.matMul(inputs['x'] as never, inputs['x'] as never), inputs['x']!) }),
  });
  const { outputs } = await program.run({ x });
  const { description } = started;
  await started.dispose();
  const got = [...outputs['y']!.data].join(', ');
  if (got !== '8, 12, 18, 26')
    return { ok: false, reason: `a small matrix product gave ${got}, expected 8, 12, 18, 26` };
  return engine === 'compiled'
    ? { ok: true, description, onnxBackends: await listOnnxBackends() }
    : { ok: true, description };
}

async function listOnnxBackends(): Promise<readonly OnnxBackend[]> {
  const { listSupportedBackends } = await import('onnxruntime-node');
  return listSupportedBackends().map(({ name, bundled }) => ({ name, bundled }));
}

/** The first non-empty line of the message, without the source path that ONNX Runtime puts in front. */
function reasonOf(error: unknown): string {
  const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const message = reason instanceof Error ? reason.message : String(reason);
  const line = message.split('\n').find((candidate) => candidate.trim() !== '') ?? message;
  return line.replace(/^.*was false\. /, '').trim();
}
