import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';

/** Inputs of a finished result. If they all match on a later run, the recording is skipped. */
export interface Provenance {
  /** Of the recording, absolute. */
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  /** Hash of the recording's first bytes; absent in results of earlier versions. */
  readonly beginning?: string;
  /** Hash of the settings (see `settingsHash`). */
  readonly settings: string;
}

/** The header, and enough sound that no two recordings have the same. */
const BEGINNING_BYTES = 1 << 16;

/**
 * Reads what tells a recording from others.
 * @param settings hash of the settings
 * @throws system errors of a file that cannot be read
 */
export async function readProvenance(path: string, settings: string): Promise<Provenance> {
  await using file = await open(path);
  const { size, mtimeMs } = await file.stat();
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(Math.min(size, BEGINNING_BYTES)), { position: 0 });
  const beginning = createHash('sha256').update(buffer.subarray(0, bytesRead)).digest('hex');
  return { path: resolve(path), size, mtimeMs, beginning, settings };
}

/** Whether a file is as it was. */
export function isUnchanged(before: Provenance, now: Provenance): boolean {
  return before.size === now.size && before.mtimeMs === now.mtimeMs && hasSameBeginning(before, now) !== false;
}

/** Whether two files hold one recording: one was moved or copied to the other, which may change its time. */
export function isSameRecording(before: Provenance, now: Provenance): boolean {
  return before.size === now.size && (hasSameBeginning(before, now) ?? before.mtimeMs === now.mtimeMs);
}

function hasSameBeginning(before: Provenance, now: Provenance): boolean | undefined {
  if (before.beginning === undefined || now.beginning === undefined) return undefined;
  return before.beginning === now.beginning;
}
