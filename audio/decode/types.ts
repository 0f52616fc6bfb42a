/** Something the reader should know about a recording that could be used nevertheless. */
export interface AudioWarning {
  /** The recording, as its path was given. */
  readonly file: string;
  /** One line; it names the file. */
  readonly message: string;
}

/** What a recording's header tells. */
export interface AudioInfo {
  /** `wav`, or what ffmpeg calls the container: `mp3`, `flac`, `ogg`, `mov,mp4,m4a,3gp,3g2,mj2`; `samples` in memory. */
  readonly container: string;
  /** ffmpeg's name of the codec: `pcm_s16le`, `mp3`, `vorbis`. */
  readonly codec: string;
  /** As recorded, before resampling. */
  readonly sampleRateHz: number;
  /** As recorded, before they are averaged. */
  readonly channels: number;
  /** What the header announces; absent if it announces nothing, as in streamed WAV. */
  readonly durationSeconds?: number;
  /** What reads it: Lyrebird's own WAV reader or ffmpeg; nothing, where the samples are in memory. */
  readonly decoder: 'wav' | 'ffmpeg' | 'none';
}

/** A recording that is open: mono, at the rate that was asked for, read once from its beginning to its end. */
export interface AudioSource {
  /** As it was given. */
  readonly file: string;
  readonly info: AudioInfo;
  /** Of the samples in `chunks()`. */
  readonly sampleRateHz: number;
  /** Filled while `chunks()` is read: a truncated file is known to be truncated at its end. */
  readonly warnings: readonly AudioWarning[];
  /** Samples given out so far. */
  readonly samplesRead: number;
  /**
   * The samples, in pieces of any length; each piece belongs to whoever gets it. Memory does not grow with the recording. Leaving
   * the loop early closes the file.
   * @throws AudioFormatError when nothing can be read, or if called twice
   */
  chunks(): AsyncIterable<Float32Array>;
  /** Lets go of file and process. Needed only when `chunks()` is never read. */
  close(): Promise<void>;
}

export interface OpenAudioOptions {
  /** Rate of the samples to give out. */
  readonly sampleRateHz: number;
  /** An ffmpeg to use instead of the one that is found. */
  readonly ffmpeg?: string;
  /** Stops reading: `chunks()` throws the signal's reason. */
  readonly signal?: AbortSignal;
}
