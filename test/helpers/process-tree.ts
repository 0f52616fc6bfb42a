import { readdir, readFile } from 'node:fs/promises';

/** A process, as Linux describes it. */
export interface ProcessInfo {
  readonly id: number;
  readonly parent: number;
  /** Process group: Ctrl+C ends all processes of the group in the foreground. */
  readonly group: number;
  /** Name of the program. */
  readonly name: string;
  /** Resident memory, including what is shared with other processes. */
  readonly residentBytes: number;
}

/** Lists a process and all its descendants (Linux; elsewhere, the list is empty). */
export async function processTree(root: number): Promise<readonly ProcessInfo[]> {
  const names = await readdir('/proc').catch(() => []);
  const processes = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map(readProcess));
  const tree = new Set([root]);
  // A child may have a lower number than its parent, so the table is read until nothing is added.
  for (let size = 0; size < tree.size;) {
    size = tree.size;
    for (const { id, parent } of processes) if (tree.has(parent)) tree.add(id);
  }
  return processes.filter(({ id, name }) => tree.has(id) && name !== '');
}

async function readProcess(id: string): Promise<ProcessInfo> {
  // A process may end at any moment: its file is then gone.
  const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
  const field = (key: string): string => new RegExp(`^${key}:\\s+(\\S+)`, 'm').exec(status)?.[1] ?? '';
  return {
    id: Number(id),
    parent: Number(field('PPid')),
    group: Number(field('NSpgid')),
    name: field('Name'),
    residentBytes: 1024 * Number(field('VmRSS')),
  };
}
