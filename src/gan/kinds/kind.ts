import type { Generator } from '../../models/index.js';
import type { ConfigKind, OpenDataOptions } from '../../train/index.js';
import type { EbganConfig } from './config.js';
import type { GanData } from './data.js';

/** Beginning of the names of files in `configs/` that are adversarial experiments. */
export const GAN_FILE_PREFIX = 'ebgan-';

/** A kind of adversarial experiment: its settings, its generator, and how its data is opened. */
export interface GanKind<C extends EbganConfig = EbganConfig> extends ConfigKind<C> {
  /**
   * The generator of a configuration.
   * @param outputShape of one example
   * @throws ConfigError if it cannot make examples of that shape
   */
  createGenerator(config: C, outputShape: readonly number[]): Generator;
  /**
   * What is imitated, and what it is compared with.
   * @throws ConfigError if the configuration names no data
   * @throws DatasetError if it is not there, or nothing can be held out
   */
  openData(config: C, options?: OpenDataOptions): Promise<GanData>;
}
