import type { RunData } from '../options.js';

/** The data of a task, read and split. */
export interface TaskData {
  readonly parts: RunData;
  /** What a person should know. */
  readonly warnings: readonly string[];
}

/** How far loading the data is. */
export interface LoadingProgress {
  /** One of what is loaded. */
  readonly what: 'recording' | 'image';
  readonly done: number;
  readonly total: number;
  /** Sound so far, if it is sound. */
  readonly seconds?: number;
}

/** Who hears of it while the data is read; everything may be left out. */
export interface LoadHooks {
  /** Stops reading: its reason is thrown. */
  readonly signal?: AbortSignal;
  readonly onWarning?: (warning: { readonly file?: string; readonly message: string }) => void;
  readonly onLoading?: (progress: LoadingProgress) => void;
}

/** How data is read. */
export interface OpenDataOptions extends LoadHooks {
  /** The program that decodes recordings, where it is not one that is found. */
  readonly ffmpeg?: string | undefined;
}
