import { lstat } from 'node:fs/promises';

/** Whether something has this name. A link counts, wherever it leads. */
export async function nameIsTaken(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
