import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { OutputError } from '../../../errors.js';
import { isPresent, sizeOf } from './digest.js';
import { downloadFrom, type DownloadOptions } from './download-from.js';
import type { RemoteFile } from './remote.js';

/** The file could not be downloaded from any URL; `reasons` has one entry per URL. */
export class DownloadFailure extends Error {
  constructor(
    readonly reasons: readonly string[],
    /** Bytes kept for the next download. */
    readonly kept: number,
  ) {
    super(reasons.join('; '));
    this.name = 'DownloadFailure';
  }
}

const TIMEOUT_MS = 30_000;

/**
 * Downloads a file into a folder. Writes to `<name>.part` first, resuming an existing one, then verifies and renames
 * it. Proxies are taken from HTTP_PROXY, HTTPS_PROXY and NO_PROXY.
 * @returns `present` if the folder already contains the file
 * @throws DownloadFailure if no URL provides the published file
 * @throws DatasetError if a different file of that name exists
 * @throws OutputError if the file cannot be written
 */
export async function download(
  file: RemoteFile,
  dir: string,
  options: DownloadOptions = {},
): Promise<'present' | 'downloaded'> {
  if (await isPresent(dir, file)) return 'present';
  const path = join(dir, file.name);
  const partPath = `${path}.part`;
  // Loaded here: most commands download nothing, and it takes a tenth of a second.
  const { EnvHttpProxyAgent, interceptors } = await import('undici');
  // Sends plain HTTP to a proxy without a tunnel: many proxies refuse to tunnel it.
  const agent = new EnvHttpProxyAgent({ headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS, proxyTunnel: false });
  const reasons: string[] = [];
  try {
    const dispatcher = agent.compose(interceptors.redirect({ maxRedirections: 5 }));
    for (const url of file.urls) {
      const reason = await downloadFrom(file, url, partPath, dispatcher, options);
      if (reason === undefined) {
        await rename(partPath, path).catch((cause: Error) => {
          throw new OutputError(`cannot write ${path}: ${cause.message}`, { cause });
        });
        return 'downloaded';
      }
      reasons.push(`${new URL(url).host}: ${reason}`);
    }
  } finally {
    await agent.destroy();
  }
  throw new DownloadFailure(reasons, (await sizeOf(partPath)) ?? 0);
}
