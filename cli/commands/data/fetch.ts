import {
  fetchDataset,
  withMirror,
  IMAGE_DATASETS,
  type FetchedFile,
  type ImageDatasetName,
} from '../../../src/data/images/index.js';
import { EXIT_INTERRUPTED } from '../../../src/errors.js';
import type { CommonOptions } from '../../options/common-options.js';
import { onInterrupt } from '../../ui/interrupt.js';
import { plural } from '../../ui/words.js';
import { createStatusLine } from '../../ui/status-line.js';
import { results, say } from '../../ui/streams.js';
import { setUpTerminal } from '../../ui/terminal.js';

/** Options of `lyrebird data fetch`. */
export interface FetchFlags extends CommonOptions {
  readonly out: string;
  readonly mirror?: string;
  readonly json?: true;
}

/** Runs `lyrebird data fetch`. @returns the exit code */
export async function fetch(name: ImageDatasetName, flags: FetchFlags): Promise<number> {
  const published = IMAGE_DATASETS[name].remote;
  const dataset = flags.mirror === undefined ? published : withMirror(published, flags.mirror);
  const { interactive } = setUpTerminal(flags.color);
  const status = createStatusLine(interactive && !flags.quiet);
  const stop = new AbortController();
  const release = onInterrupt(() => stop.abort());
  let current = '';
  try {
    const files = await fetchDataset(dataset, flags.out, {
      signal: stop.signal,
      onProgress({ name: file, received, total }) {
        // Without a status line, print one line per file.
        if (file !== current && !interactive && !flags.quiet) say(`downloading ${file}, ${megabytes(total)} MB`);
        current = file;
        const percentage = Math.floor((100 * received) / total);
        status.show(`downloading ${file}: ${megabytes(received)} of ${megabytes(total)} MB, ${percentage}%`);
      },
    });
    status.clear();
    if (flags.json) await results.write(`${JSON.stringify({ task: name, folder: flags.out, files })}\n`);
    else if (!flags.quiet) say(`${flags.out}: ${summary(files)}; ${published.credit}`);
    return 0;
  } catch (error) {
    status.clear();
    if (!stop.signal.aborted) throw error;
    say('interrupted; the partial download is kept: run the same command again to resume it');
    return EXIT_INTERRUPTED;
  } finally {
    release();
  }
}

function summary(files: readonly FetchedFile[]): string {
  const downloaded = files.filter(({ outcome }) => outcome === 'downloaded').length;
  const present = files.length - downloaded;
  if (downloaded === 0) return `${plural(present, 'file')}, all already present`;
  return `${plural(downloaded, 'file')} downloaded and verified${present > 0 ? `, ${present} already present` : ''}`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 1e6 ? 2 : 1);
}
