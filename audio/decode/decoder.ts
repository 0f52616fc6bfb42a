import type { AudioInfo } from './types.js';

/** A recording on its way in: mono, still at the rate it was recorded with. */
export interface Decoder {
  readonly info: AudioInfo;
  /** Samples to expect, for buffers; absent if nothing is known. May be wrong. */
  readonly lengthHint?: number;
  /** To be read once; lets go of file and process when it ends or is left. */
  mono(): AsyncGenerator<Float32Array>;
  close(): Promise<void>;
}
