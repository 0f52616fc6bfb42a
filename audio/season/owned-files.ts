import { createHash } from 'node:crypto';
import { createReadStream, type Stats } from 'node:fs';
import { lstat, readFile, rm, rmdir } from 'node:fs/promises';
import { extname, join, posix } from 'node:path';
import { z } from 'zod';
import { isFolderBelow, isPathBelow, makeFolderBelow, writeFileAtomically } from '../../src/files/index.js';
import { PAGE_LIST } from '../files/names.js';

/** A file to write. */
export interface PlannedFile {
  /** Path below the folder, with `/`. */
  readonly name: string;
  /** What its content is made from, as a text. A file that was made from the same is up to date. */
  readonly source?: string;
  /** Whether a file that was made from `known` is up to date. Default: if that is `source`. */
  readonly isCurrent?: (known: string) => boolean;
  /** Another name may be used if this one is taken: `wren_2.wav` instead of `wren.wav`. */
  readonly mayBeRenamed?: boolean;
}

/** How a planned file can be written. */
export interface FilePlan {
  /** Path below the folder, with `/`: the one that was asked for, or another; undefined if it is taken. */
  readonly name: string | undefined;
  /** Whether it exists, made from the same source. */
  readonly isUpToDate: boolean;
  /** What was noted with it when it was written. */
  readonly note?: unknown;
}

/**
 * Files that this program writes into a folder that also holds those of others. A list in the folder tells them apart:
 * a file that the list does not name, or that was changed since, is never replaced or deleted.
 */
export interface OwnedFiles {
  /** Notes which files will be written, before the first is, so that a killed run leaves none that no list names. */
  plan(files: readonly PlannedFile[]): Promise<readonly FilePlan[]>;
  /**
   * Writes a planned file, unless it has this content already.
   * @param name as the plan has it
   * @param note JSON, returned with the plan of a later run
   * @throws OutputError
   */
  write(name: string, data: string | Uint8Array, note?: unknown): Promise<void>;
  /** Keeps a planned file as it is, even if its source may have changed. */
  keep(name: string): void;
  /** Gives up a planned file: what an earlier run wrote there, if anything, stays as out of date as it is. */
  giveUp(name: string): void;
  /** Deletes files of earlier runs that were neither written nor kept, and completes the list. */
  finish(): Promise<void>;
}

const entry = z.object({
  /** Of the content. */
  sha256: z.exactOptional(z.string()),
  bytes: z.exactOptional(z.number()),
  source: z.exactOptional(z.string()),
  note: z.exactOptional(z.unknown()),
  /** Whether it is being written: then its content does not count. */
  pending: z.exactOptional(z.boolean()),
});
type Entry = z.infer<typeof entry>;
const list = z.object({ files: z.record(z.string(), entry) });

/**
 * Opens the list of files in a folder, which this process has locked.
 * @param below folders and files that may be on the list: it may come from another person
 */
export async function openOwnedFiles(folder: string, below: readonly string[]): Promise<OwnedFiles> {
  const earlier = await readList(folder, below);
  const entries = new Map<string, Entry>();
  const done = new Set<string>();
  const sources = new Map<string, string | undefined>();

  const save = async (files: ReadonlyMap<string, Entry>): Promise<void> => {
    const sorted = Object.fromEntries([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
    await writeFileAtomically(join(folder, PAGE_LIST), `${JSON.stringify({ files: sorted }, undefined, 1)}\n`);
  };
  const isOurs = async (name: string, stats: Stats): Promise<boolean> => {
    const known = earlier.get(name);
    if (known === undefined || !stats.isFile()) return false;
    return (
      known.pending === true || (known.bytes === stats.size && known.sha256 === (await hashOf(join(folder, name))))
    );
  };
  const statsOf = async (name: string): Promise<Stats | undefined> => {
    if (!(await isFolderBelow(folder, folderOf(name)))) return undefined;
    return lstat(join(folder, name)).catch(() => undefined);
  };

  const planOne = async (file: PlannedFile): Promise<FilePlan> => {
    const { name, source, isCurrent = (text) => text === source, mayBeRenamed = false } = file;
    for (let count = 1; ; count++) {
      const candidate = count === 1 ? name : renamed(name, count);
      const stats = entries.has(candidate) ? undefined : await statsOf(candidate);
      const known = earlier.get(candidate);
      const isWhole = stats?.isFile() === true && known?.bytes === stats.size && known.pending !== true;
      if (isWhole && known.source !== undefined && isCurrent(known.source)) {
        entries.set(candidate, known);
        return { name: candidate, isUpToDate: true, note: known.note };
      }
      if (!entries.has(candidate) && (stats === undefined || (await isOurs(candidate, stats)))) {
        entries.set(candidate, { ...known, pending: true });
        sources.set(candidate, source);
        return { name: candidate, isUpToDate: false, note: known?.note };
      }
      if (!mayBeRenamed) return { name: undefined, isUpToDate: false };
    }
  };

  return {
    async plan(files) {
      const plans: FilePlan[] = [];
      for (const file of files) plans.push(await planOne(file));
      await save(new Map([...earlier, ...entries]));
      return plans;
    },
    async write(name, data, note) {
      const bytes = Buffer.from(data);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const stats = await statsOf(name);
      const path = join(folder, name);
      if (!stats?.isFile() || stats.size !== bytes.length || (await hashOf(path)) !== sha256) {
        await makeFolderBelow(folder, folderOf(name));
        await writeFileAtomically(path, bytes);
      }
      const source = sources.get(name);
      entries.set(name, {
        ...{ sha256, bytes: bytes.length },
        ...(source !== undefined && { source }),
        ...(note !== undefined && { note }),
      });
      done.add(name);
    },
    keep: (name) => void done.add(name),
    giveUp(name) {
      const known = earlier.get(name);
      if (known === undefined) return;
      entries.set(name, known);
      done.add(name);
    },
    async finish() {
      const emptied = new Set<string>();
      for (const name of [...earlier.keys(), ...entries.keys()]) {
        const stats = done.has(name) ? undefined : await statsOf(name).catch(() => undefined);
        if (stats === undefined || !(entries.get(name)?.pending === true || (await isOurs(name, stats)))) continue;
        await rm(join(folder, name), { force: true }).catch(() => undefined);
        emptied.add(folderOf(name));
      }
      for (const name of emptied) await removeEmptyFolders(folder, name);
      await save(new Map([...entries].filter(([name]) => done.has(name))));
    },
  };
}

async function readList(folder: string, below: readonly string[]): Promise<ReadonlyMap<string, Entry>> {
  const text = await readFile(join(folder, PAGE_LIST), 'utf8').catch(() => '');
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return new Map();
  }
  const { files = {} } = list.safeParse(parsed).data ?? {};
  const isAllowed = (name: string): boolean => isPathBelow(name) && below.includes(name.split('/')[0]!);
  return new Map(Object.entries(files).filter(([name]) => isAllowed(name)));
}

async function hashOf(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) hash.update(chunk);
  } catch {
    return undefined;
  }
  return hash.digest('hex');
}

/** Removes a folder and those around it, up to `root`, as far as nothing is in them. */
async function removeEmptyFolders(root: string, name: string): Promise<void> {
  for (let each = name; each !== ''; each = folderOf(each)) {
    // Fails unless the folder is empty.
    if (!(await rmdir(join(root, each)).then(succeeded, failed))) return;
  }
}

const succeeded = (): boolean => true;
const failed = (): boolean => false;

function renamed(name: string, count: number): string {
  const extension = extname(name);
  return `${name.slice(0, name.length - extension.length)}_${count}${extension}`;
}

function folderOf(name: string): string {
  const folder = posix.dirname(name);
  return folder === '.' ? '' : folder;
}
