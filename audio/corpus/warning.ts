import type { AudioWarning } from '../decode/index.js';

/** A problem of a corpus. */
export interface CorpusWarning extends AudioWarning {
  /** The file or folder was left out, because it cannot be read. */
  readonly leftOut?: true;
}
