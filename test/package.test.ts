import { mkdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { lyrebirdCommand } from '#src/package.js';
import { useTemporaryFolder } from './helpers/temporary-folder.js';

const { at, write } = useTemporaryFolder();

describe('the command in messages', () => {
  it('is npx lyrebird in a project', async () => {
    await write('project/package.json', '{}');
    await mkdir(at('project/node_modules/lyrebird'), { recursive: true });
    expect(lyrebirdCommand(at('project/node_modules/lyrebird'))).toBe('npx lyrebird');
  });

  it('is npx lyrebird in a clone', () => {
    expect(lyrebirdCommand()).toBe('npx lyrebird');
  });

  it('is lyrebird where npm installs globally', async () => {
    await mkdir(at('prefix/lib/node_modules/lyrebird'), { recursive: true });
    expect(lyrebirdCommand(at('prefix/lib/node_modules/lyrebird'))).toBe('lyrebird');
  });
});
