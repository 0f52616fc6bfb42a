import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { OutputError } from '../../../errors.js';
import { sha256Of, sizeOf } from './digest.js';
import type { RemoteFile } from './remote.js';
import { type DownloadProgress, PermanentFailure, RangeFailure, transfer } from './transfer.js';

/** How to download a file, and how to stop. */
export interface DownloadOptions {
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Stops the download. Received bytes are kept, and a later download resumes from them. */
  readonly signal?: AbortSignal;
  /** Pause before the second attempt from one URL; doubled for each further attempt. */
  readonly retryDelayMs?: number;
  /** Attempts from one URL after which it is given up, even if each of them adds some bytes. */
  readonly maxAttempts?: number;
}

/** Attempts from one URL in a row that add no bytes before the URL is given up. */
const MAX_FUTILE_ATTEMPTS = 3;
const MAX_ATTEMPTS = 1000;

/**
 * Resumes a partial download from one URL, attempt by attempt. A file with the wrong checksum is deleted: if it was put
 * together from several transfers, it is downloaded again, then once more without asking for ranges; if it came in one
 * transfer, the URL has the wrong file.
 * @returns the reason of a failure, or undefined on success
 */
export async function downloadFrom(
  file: RemoteFile,
  url: string,
  partPath: string,
  dispatcher: Dispatcher,
  { signal, onProgress, retryDelayMs = 500, maxAttempts = MAX_ATTEMPTS }: DownloadOptions,
): Promise<string | undefined> {
  let reason = '';
  let largestSize = (await sizeOf(partPath)) ?? 0;
  let checksumReason: string | undefined;
  // Whether the partial file comes from a single transfer, and from this URL.
  let isOneTransfer = false;
  let fromStart = false;
  let futile = 0;
  for (let attempt = 1; attempt <= maxAttempts && futile < MAX_FUTILE_ATTEMPTS; attempt++) {
    if (futile > 0) await sleep(retryDelayMs * 2 ** (futile - 1), undefined, signal && { signal });
    futile++;
    const partSize = (await sizeOf(partPath)) ?? 0;
    const onStart = (position: number): void => {
      isOneTransfer = position === 0;
    };
    try {
      await transfer({ file, url, partPath, partSize, fromStart, dispatcher, signal, onProgress, onStart });
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof OutputError) throw error;
      if (error instanceof PermanentFailure) return error.message;
      if (error instanceof RangeFailure) [fromStart, futile] = [true, 0];
      reason = reasonOf(error);
    }
    const size = (await sizeOf(partPath)) ?? 0;
    if (size === file.bytes) {
      const sha256 = await sha256Of(partPath);
      if (sha256 === file.sha256) return undefined;
      await rm(partPath, { force: true });
      fromStart ||= checksumReason !== undefined;
      checksumReason = `expected SHA-256 ${file.sha256}, got ${sha256}`;
      if (isOneTransfer) return checksumReason;
      [largestSize, futile] = [0, 0];
    } else if (size > largestSize) {
      [largestSize, futile] = [size, 0];
    }
  }
  return (checksumReason ?? reason) || `the connection ended after ${largestSize} of ${file.bytes} bytes`;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'no network, or no such host',
  EAI_AGAIN: 'no network: cannot resolve the host name',
  ECONNREFUSED: 'the connection was refused',
  ENETUNREACH: 'no network',
  EHOSTUNREACH: 'the host is unreachable',
  ECONNRESET: 'the connection was reset',
  UND_ERR_SOCKET: 'the connection was lost',
  UND_ERR_CONNECT_TIMEOUT: 'the host does not respond',
  UND_ERR_HEADERS_TIMEOUT: 'the host does not respond',
  UND_ERR_BODY_TIMEOUT: 'the host stopped sending data',
};

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code !== undefined ? REASONS[code] : undefined) ?? (message || code || String(error));
}
