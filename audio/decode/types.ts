/** A problem of a recording that could be used nevertheless. */
export interface AudioWarning {
  /** Path of the recording, as given. */
  readonly file: string;
  /** One line that names the file. */
  readonly message: string;
}

/** Properties of a recording from its header. */
export interface AudioInfo {
  /**
   * `wav`, ffmpeg's name of the container (`mp3`, `flac`, `ogg`, `mov,mp4,m4a,3gp,3g2,mj2`), or `samples` in memory.
   */
  readonly container: string;
  /** ffmpeg's name of the codec: `pcm_s16le`, `mp3`, `vorbis`. */
  readonly codec: string;
  /** Sampling rate of the file, before resampling. */
  readonly sampleRateHz: number;
  /** Number of channels in the file, before averaging. */
  readonly channels: number;
  /** Duration that the header announces; absent if it announces none, as in streamed WAV. */
  readonly durationSeconds?: number;
  /** Lyrebird's own WAV reader, ffmpeg, or `none` for samples in memory. */
  readonly decoder: 'wav' | 'ffmpeg' | 'none';
}

/** An open recording: mono, at the requested rate, read once from start to end. */
export interface AudioSource {
  /** Path of the recording, as given. */
  readonly file: string;
  readonly info: AudioInfo;
  /** Rate of the samples in `chunks()`. */
  readonly sampleRateHz: number;
  /** Filled while `chunks()` is read: truncation, for example, only shows at the end of the file. */
  readonly warnings: readonly AudioWarning[];
  /** Number of samples returned so far. */
  readonly samplesRead: number;
  /**
   * Samples, in chunks of any length. A chunk is overwritten when the next one is read. Memory does not grow with the
   * recording. Leaving the loop early closes the file.
   * @throws AudioFormatError if nothing can be read, or on a second call
   */
  chunks(): AsyncIterable<Float32Array>;
  /** Releases file and process. Only needed if `chunks()` is never read. */
  close(): Promise<void>;
}

export interface OpenAudioOptions {
  /** Output rate. */
  readonly sampleRateHz: number;
  /**
   * Index of the channel to read, from 0; a recording with fewer channels gives its last one. Default: the mean of all.
   */
  readonly channel?: number;
  /** Path of an ffmpeg to use; by default, the program finds one. */
  readonly ffmpeg?: string;
  /** Aborts reading: `chunks()` throws the signal's reason. */
  readonly signal?: AbortSignal;
}
