import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createRng } from '#src/rng.js';
import { mangle } from './mangle.js';
import { NonFiniteValues, type FuzzInput, type FuzzTarget } from './target.js';

/** How the program took an input. The last two are defects. */
export type Outcome = 'read' | 'refused' | 'wrong error' | 'non-finite';

export interface CaseResult {
  readonly outcome: Outcome;
  /** Message of the error, if there was one. */
  readonly message: string;
}

/**
 * Damages one file of one input. The same seed, target and index give the same bytes.
 * @param index number of the case
 */
export function mangledInput(target: FuzzTarget, inputs: readonly FuzzInput[], seed: number, index: number): FuzzInput {
  const rng = createRng(seed).split('fuzz', target.name, index);
  const input = inputs[rng.integer(inputs.length)]!;
  const names = Object.keys(input.files);
  const name = names[rng.integer(names.length)]!;
  return { ...input, files: { ...input.files, [name]: mangle(input.files[name]!, rng) } };
}

/**
 * Writes an input into a folder and reads it.
 * @param folder replaced
 */
export async function runCase(target: FuzzTarget, input: FuzzInput, folder: string): Promise<CaseResult> {
  await rm(folder, { recursive: true, force: true });
  for (const [name, bytes] of Object.entries(input.files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), bytes);
  }
  try {
    await target.read(join(folder, input.path));
    return { outcome: 'read', message: '' };
  } catch (error) {
    if (error instanceof NonFiniteValues) return { outcome: 'non-finite', message: error.message };
    const known = target.errors.some((errorClass) => error instanceof errorClass);
    if (known) return { outcome: 'refused', message: (error as Error).message };
    return { outcome: 'wrong error', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
