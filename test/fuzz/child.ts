import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mangledInput, runCase, type CaseResult } from './run-case.js';
import { peakMemoryMegabytes, resetPeakMemory } from './process-usage.js';
import { TARGETS } from './targets/index.js';

/** Messages of a child: it starts a case, and it has finished it. */
export type ChildMessage =
  | { readonly started: number }
  | { readonly finished: number; readonly input: string; readonly peakMegabytes: number; readonly result: CaseResult };

/** Runs the cases `first`, `first + stride`, … below `end` of one target, each announced to the parent. */
async function main([name, seed, first, stride, end]: readonly string[]): Promise<void> {
  const target = TARGETS.find(({ target }) => target.name === name)!.target;
  const folder = mkdtempSync(join(tmpdir(), 'lyrebird-fuzz-'));
  try {
    const inputs = await target.makeInputs(folder);
    for (let index = Number(first); index < Number(end); index += Number(stride)) {
      const input = mangledInput(target, inputs, Number(seed), index);
      await send({ started: index });
      resetPeakMemory();
      const result = await runCase(target, input, join(folder, 'case'));
      await send({ finished: index, input: input.name, peakMegabytes: peakMemoryMegabytes(), result });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function send(message: ChildMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send!(message, (error: Error | null) => (error ? reject(error) : resolve()));
  });
}

await main(process.argv.slice(2));
process.disconnect();
