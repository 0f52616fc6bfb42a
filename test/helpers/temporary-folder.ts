import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeEach } from 'vitest';

/** A temporary folder that is removed after the tests. */
export interface TemporaryFolder {
  readonly path: string;
  /** A path below the folder. */
  readonly at: (...names: readonly string[]) => string;
  /** Writes a file below the folder and returns its path. */
  readonly write: (name: string, content: string | Uint8Array) => Promise<string>;
}

export interface TemporaryFolderOptions {
  /**
   * Creates a new folder before each test. By default all tests of the file, or of the block, share one folder,
   * which exists immediately.
   */
  readonly perTest?: boolean;
}

/** Creates a temporary folder for the tests of a file, or of a block, and removes it afterwards. */
export function useTemporaryFolder({ perTest = false }: TemporaryFolderOptions = {}): TemporaryFolder {
  const make = (): string => mkdtempSync(join(tmpdir(), 'lyrebird-test-'));
  const remove = (): void => rmSync(path, { recursive: true, force: true });
  let path = perTest ? '' : make();
  if (perTest) {
    beforeEach(() => {
      path = make();
    });
    afterEach(remove);
  } else {
    afterAll(remove);
  }
  const at = (...names: readonly string[]): string => join(path, ...names);
  return {
    get path() {
      return path;
    },
    at,
    async write(name, content) {
      const file = at(name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
      return file;
    },
  };
}
