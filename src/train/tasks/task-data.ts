import type { Config } from '../config/index.js';
import type { RunData } from '../options.js';
import type { LoadingProgress } from '../../../cli/commands/train/protocol.js';

/** The data of a task, read and split. */
export interface TaskData {
  readonly parts: RunData;
  /** What a person should know. */
  readonly warnings: readonly string[];
}

/** Who hears of it while the data is read. */
export interface LoadHooks {
  readonly signal: AbortSignal;
  readonly onWarning: (warning: { readonly file?: string; readonly message: string }) => void;
  readonly onLoading: (progress: LoadingProgress) => void;
}

export interface OpenDataOptions extends LoadHooks {
  readonly config: Config;
  readonly ffmpeg?: string | undefined;
}
