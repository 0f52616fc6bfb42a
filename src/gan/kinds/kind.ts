import type { Generator } from '../../models/index.js';
import type { ConfigKind, OpenDataOptions } from '../../train/index.js';
import type { EbganConfig } from './config.js';
import type { GanData } from './data.js';

/** Prefix of the file names of adversarial experiments in `configs/`. */
export const GAN_FILE_PREFIX = 'ebgan-';

/** A kind of adversarial experiment: its settings, generator and data. */
export interface GanKind<C extends EbganConfig = EbganConfig> extends ConfigKind<C> {
  /**
   * Creates the generator of a configuration.
   * @param outputShape shape of one example
   * @throws ConfigError if the generator cannot produce that shape
   */
  createGenerator(config: C, outputShape: readonly number[]): Generator;
  /**
   * Opens the training data and the held-out data.
   * @throws ConfigError if the configuration names no data
   * @throws DatasetError if the data is missing, or no examples can be held out
   */
  openData(config: C, options?: OpenDataOptions): Promise<GanData>;
}
