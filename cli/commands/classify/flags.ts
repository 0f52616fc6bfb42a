import type { ChannelChoice } from '../../../audio/classify/names.js';
import type { UnknownChoice } from '../../../audio/novelty/names.js';
import type { CommonOptions, EngineFlags } from '../../options/common-options.js';
import type { Thresholds } from '../../options/parsers.js';
import type { CommandFormat } from './formats.js';

/** Options of `lyrebird classify`. */
export interface ClassifyFlags extends CommonOptions, EngineFlags {
  readonly model: string;
  readonly format?: CommandFormat;
  readonly allSegments?: true;
  readonly threshold?: Thresholds;
  readonly precision?: number;
  readonly top?: number;
  readonly byLoudness?: boolean;
  readonly context?: number;
  readonly unknown?: UnknownChoice;
  readonly channel: ChannelChoice;
  readonly out?: string;
  readonly overwrite?: true;
  readonly ffmpeg?: string;
  readonly timezone?: string;
  readonly parquet?: true;
  readonly excel?: true;
  readonly taxonomy?: string;
  readonly clips?: number;
  readonly queue?: string;
}

/** The flags that replace the model's own settings of detection. */
export function detectionFlags({ threshold, precision, byLoudness, context, unknown }: ClassifyFlags) {
  return {
    ...(threshold?.threshold !== undefined && { threshold: threshold.threshold }),
    ...(threshold?.thresholds !== undefined && { thresholds: threshold.thresholds }),
    ...(precision !== undefined && { precision }),
    ...(byLoudness !== undefined && { byLoudness }),
    ...(context !== undefined && { contextSeconds: context }),
    ...(unknown !== undefined && { unknown }),
  };
}
