import { join } from 'node:path';
import { classify } from './lyrebird.js';
import type { Judged } from './measures.js';

/**
 * Classifies recordings whose species are known.
 * @param files in `folder`
 * @param truthOf species of the recording with this index; default: none
 * @param options of `lyrebird classify`
 */
export async function judged(
  model: string,
  folder: string,
  files: readonly string[],
  truthOf: (index: number) => readonly string[] = () => [],
  options: readonly string[] = [],
): Promise<Judged[]> {
  const paths = files.map((file) => join(folder, file));
  const results = await classify(model, paths, options);
  return results.map((result, index) => ({ result, truth: truthOf(index) }));
}
