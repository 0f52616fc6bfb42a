import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { nameIsTaken } from '../../src/files/index.js';
import { readContentSample } from '../files/index.js';

/** Inputs of a finished result. If they all match on a later run, the recording is skipped. */
export interface Provenance {
  /** Of the recording, absolute. */
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  /** Hash of the recording's first, middle and last bytes; absent in results of earlier versions. */
  readonly sample?: string;
  /** Hash of the settings (see `settingsHash`). */
  readonly settings: string;
}

/**
 * Reads what tells a recording from others.
 * @param settings hash of the settings
 * @throws system errors of a file that cannot be read
 */
export async function readProvenance(path: string, settings: string): Promise<Provenance> {
  return { path: resolve(path), ...(await readContentSample(path)), settings };
}

/** Whether a file is as it was. */
export function isUnchanged(before: Provenance, now: Provenance): boolean {
  if (before.size !== now.size) return false;
  if (before.sample === undefined) return before.mtimeMs === now.mtimeMs;
  return before.sample === now.sample && isSameTime(before.mtimeMs, now.mtimeMs);
}

const QUARTER_HOUR_MS = 15 * 60 * 1000;
/** From UTC−12 to UTC+14. */
const MOST_QUARTER_HOURS = 26 * 4;

/**
 * Whether two times of a file are the same. Cards (FAT) have local times, which the system reads in the zone and summer
 * time of the moment: whole quarters of an hour apart.
 */
export function isSameTime(beforeMs: number, nowMs: number): boolean {
  const quarters = (nowMs - beforeMs) / QUARTER_HOUR_MS;
  return Number.isInteger(quarters) && Math.abs(quarters) <= MOST_QUARTER_HOURS;
}

/**
 * Whether two files hold one recording: one was moved or copied to the other, which may change its time. Size and time
 * alone prove nothing: recorders on one schedule write files that share both.
 */
export function isSameRecording(before: Provenance, now: Provenance): boolean {
  return before.size === now.size && before.sample !== undefined && before.sample === now.sample;
}

/** Whether a file holds another recording than before, at the same path; false if that is not known. */
export function isReplaced(before: Provenance, now: Provenance): boolean {
  if (before.size !== now.size) return true;
  return before.sample !== undefined && now.sample !== undefined && before.sample !== now.sample;
}

/** Whether a file has another size or time than when it was read; false if that cannot be found out. */
export async function hasChanged({ path, size, mtimeMs }: Provenance): Promise<boolean> {
  const now = await stat(path).catch(() => undefined);
  return now !== undefined && (now.size !== size || !isSameTime(mtimeMs, now.mtimeMs));
}

/** Whether a file is gone, and its folder is not: the card or share that it was on is there. */
export async function isDeleted(path: string): Promise<boolean> {
  return !(await nameIsTaken(path)) && (await nameIsTaken(dirname(path)));
}
