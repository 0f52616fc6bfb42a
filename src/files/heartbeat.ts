import { open, readFile, stat } from 'node:fs/promises';

/*
 * A process that cannot be looked up shows that it lives by changing its lock file again and again. The change alone
 * counts: clocks of several machines differ, and a date may be in the future.
 */

const BEAT_EVERY_SECONDS = 5;

/** A file this recent, by the file system's own clock, belongs to a process that lives. */
const RECENT_SECONDS = 60;

/** Changes a lock file regularly, until it is stopped. */
export interface Heartbeat {
  stop(): void;
}

/**
 * Starts to change a lock file. A file that another process has removed is not created again.
 * @param path of the file, which has been written to at least once
 */
export function startHeartbeat(path: string): Heartbeat {
  let beats = 1;
  const timer = setInterval(() => void writeBeat(path, ++beats).catch(() => undefined), BEAT_EVERY_SECONDS * 1000);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

/** Writes the number of the beat: its content and its time change, whatever the file system caches. */
export async function writeBeat(path: string, beat: number): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.write(String(beat), 0);
  } finally {
    await file.close();
  }
}

/** `silent`: old, or dated in the future; it has not been watched for long enough to tell. */
export type Vitality = 'alive' | 'silent' | 'dead';

interface Sighting {
  readonly content: string;
  readonly since: number;
  readonly changed: boolean;
}

/** Watches the lock files of other processes. */
export interface HeartbeatWatch {
  /**
   * Looks at a file.
   * @param now a file in the same folder that has just been written: its date is the file system's clock
   */
  look(path: string, now: string): Promise<Vitality>;
}

/** @param patienceSeconds time without a change, watched from here, after which a file that is not recent is dead */
export function createHeartbeatWatch(patienceSeconds: number): HeartbeatWatch {
  const sightings = new Map<string, Sighting>();
  return {
    async look(path, now) {
      const [file, clock] = await Promise.all([describe(path), describe(now)]);
      if (file === undefined) return 'dead';
      const content = `${file.mtimeMs} ${file.text}`;
      const before = sightings.get(path);
      const sighting =
        before?.content === content ? before : { content, since: performance.now(), changed: before !== undefined };
      sightings.set(path, sighting);
      const isRecent = clock !== undefined && Math.abs(clock.mtimeMs - file.mtimeMs) < RECENT_SECONDS * 1000;
      if (isRecent) return 'alive';
      if (performance.now() - sighting.since >= patienceSeconds * 1000) return 'dead';
      return sighting.changed ? 'alive' : 'silent';
    },
  };
}

/** Returns undefined if the file is gone. */
async function describe(path: string): Promise<{ readonly mtimeMs: number; readonly text: string } | undefined> {
  // Reading first: network file systems then fetch the file's current date. The file may be another user's.
  const text = await readFile(path, 'latin1').catch(() => '');
  const { mtimeMs } = (await stat(path).catch(ignoreMissing)) ?? {};
  return mtimeMs === undefined ? undefined : { mtimeMs, text };
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
