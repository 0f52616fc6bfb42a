import type { AudioInfo } from './types.js';

/** Decodes a recording to mono, at its own sampling rate. */
export interface Decoder {
  readonly info: AudioInfo;
  /** Whether samples may be infinite, not a number or absurdly large: integers cannot. */
  readonly mayBeInvalid: boolean;
  /** Expected number of samples, for sizing buffers; absent if unknown. May be wrong. */
  readonly lengthHint?: number;
  /**
   * Samples in chunks, which may be modified, and are overwritten when the next one is read; readable once. Releases
   * file and process when it ends or the loop is left.
   */
  mono(): AsyncGenerator<Float32Array>;
  /**
   * Reads samples anywhere in the recording, without those before; absent if the format must be decoded from its start.
   * Not after `mono()`.
   * @param start first sample
   * @returns [count], fewer at the end of the recording; overwritten by the next call
   */
  readAt?(start: number, count: number): Promise<Float32Array>;
  close(): Promise<void>;
}
