import type { RemoteDataset } from './fetch/remote.js';
import type { ChannelStatistics } from './normalise.js';
import type { LabelledImages } from './readers/images.js';

/** Splits defined by the authors of a data set. */
export type ImageSplit = 'train' | 'test';

/** One split of a published data set. */
export interface PublishedSplit {
  /** Number of images. */
  readonly images: number;
  /** File names, for messages. */
  readonly files: string;
}

/** Definition of an image data set. Its name is its key in `IMAGE_DATASETS`. */
export interface ImageDatasetDefinition {
  /** Class names; a label is an index into them. */
  readonly classes: readonly string[];
  /**
   * Commonly used statistics of the complete training set. They are part of the definition and not computed from the
   * available files, so that training images, test images and subsets of them are normalised identically.
   */
  readonly statistics: ChannelStatistics;
  readonly published: Readonly<Record<ImageSplit, PublishedSplit>>;
  /** Folders into which archives and other programs put the files. */
  readonly knownFolders: readonly string[];
  /**
   * Finds the files of one split.
   * @param names contents of a folder, sorted
   * @returns the file names in the order required by `read`; undefined if a required file is missing
   */
  readonly findFiles: (names: readonly string[], split: ImageSplit) => string[] | undefined;
  /**
   * Reads the files of one split.
   * @param files paths, in the order returned by `findFiles`
   * @param maxImages number of images of the published split; bounds what is read
   * @throws DatasetError if a file is invalid, or there are more images than published, or none
   */
  readonly read: (files: readonly string[], maxImages: number) => Promise<LabelledImages>;
  /** Download sources of the files. */
  readonly remote: RemoteDataset;
}
