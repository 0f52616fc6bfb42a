import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { RecordingResult } from '#audio/results/types.js';

const program = fileURLToPath(new URL('../../../cli/lyrebird.js', import.meta.url));

/**
 * Runs the built command.
 * @returns its stdout
 * @throws with its stderr, if it fails
 */
export async function lyrebird(...args: readonly string[]): Promise<string> {
  const { stdout } = await execa(process.execPath, [program, ...args], { maxBuffer: 2 ** 30 });
  return stdout;
}

/** Classifies recordings as a user does, with the model's own settings but for `options`. */
export async function classify(
  model: string,
  paths: readonly string[],
  options: readonly string[] = [],
): Promise<RecordingResult[]> {
  const text = await lyrebird('classify', ...paths, '--model', model, '--format', 'json', '--quiet', ...options);
  return parseLines<RecordingResult>(text);
}

/** Parses lines of JSON. */
export function parseLines<T>(text: string): T[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}
