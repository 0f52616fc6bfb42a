import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Case, CaseFolders } from './case.js';
import { runLyrebird } from './run.js';

/** Configuration files with a mistake. */
export function configCases({ inputs }: Pick<CaseFolders, 'inputs'>): readonly Case[] {
  return readdirSync(join(inputs, 'config')).map((name) => ({
    input: `config/${name}`,
    expected: 'one line, exit 2, no stack',
    async answer() {
      const { exitCode, stderr } = await runLyrebird(['train', '--config', join(inputs, 'config', name)]);
      const lines = stderr.trim().split('\n');
      return { got: `exit ${exitCode}: ${lines[0]}`, right: exitCode === 2 && lines.length === 1 };
    },
  }));
}
