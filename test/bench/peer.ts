import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { BenchNet } from './nets.js';
import type { Runner, StepKind } from './runner.js';

/** PyTorch in a child process that answers requests. */
export interface Peer {
  readonly description: string;
  load(net: BenchNet, kind: StepKind): Promise<Runner>;
  close(): void;
}

const SCRIPT = fileURLToPath(new URL('../../../test/bench/torch_step.py', import.meta.url));
const PYTHONS = ['python3', '/usr/bin/python3'];

export const HOW_TO_INSTALL = 'Debian: apt-get install python3-torch libopenblas0-pthread';

/**
 * Starts the PyTorch process.
 * @returns undefined if PyTorch is not installed
 */
export async function startPeer(threads: number): Promise<Peer | undefined> {
  const python = PYTHONS.find((name) => spawnSync(name, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0);
  if (python === undefined) return undefined;

  const child = spawn(python, [SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const send = async <T>(request: object): Promise<T> => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = (await lines.next()) as IteratorResult<string, undefined>;
    if (done) throw new Error(`${SCRIPT} exited without an answer`);
    const reply = JSON.parse(value) as T & { readonly error?: string };
    if (reply.error !== undefined) throw new Error(`${SCRIPT}: ${reply.error}`);
    return reply;
  };

  const hello = await send<{ torch: string; threads: number }>({ op: 'hello', threads });
  return {
    description: `PyTorch ${hello.torch}, ${hello.threads} thread${hello.threads === 1 ? '' : 's'}`,
    async load({ name, batch }, kind) {
      const { parameters } = await send<{ parameters: number }>({ op: 'load', net: name, step: kind, batch });
      return {
        parameters,
        async run(steps) {
          const { ms, loss } = await send<{ ms: number[]; loss: number | null }>({ op: 'run', steps });
          if (loss === null) throw new Error(`${name}, ${kind}: the peer's loss is not finite`);
          return ms;
        },
      };
    },
    close: () => child.stdin.end(),
  };
}
