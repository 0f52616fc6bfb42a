import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { folderName } from '#cli/options/folder-name.js';

it.each(['../../x', '..', '/etc', 'a/../../b', 'bird song\n'])(
  'the task %j of a configuration file becomes part of one folder name',
  (task) => {
    const folder = join('runs', `sweep-${folderName(task)}`);
    expect(folder).toBe(`runs/${basename(folder)}`);
  },
);
