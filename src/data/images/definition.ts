import type { RemoteDataset } from './fetch/remote.js';
import type { ChannelStatistics } from './normalise.js';
import type { LabelledImages } from './readers/images.js';

/** The parts that the authors of a data set divided it into. */
export type ImageSplit = 'train' | 'test';

/** One part of a data set, as it was published. */
export interface PublishedPart {
  /** Number of images. */
  readonly images: number;
  /** The names of its files, for messages. */
  readonly files: string;
}

/** All that Lyrebird knows of a data set of images. Its name is its key in `IMAGE_DATASETS`. */
export interface ImageDatasetDefinition {
  /** Class names; a label is an index into them. */
  readonly classes: readonly string[];
  /**
   * Those of the whole training set, as everybody uses them. They belong to the data set rather than to the files at hand, so that
   * training images, test images and parts of them are treated alike.
   */
  readonly statistics: ChannelStatistics;
  readonly published: Readonly<Record<ImageSplit, PublishedPart>>;
  /** Folders that its archives and other programs put the files into. */
  readonly usualFolders: readonly string[];
  /**
   * Finds the files of one part.
   * @param names what is in a folder, sorted
   * @returns the names of the files in the order that `read` takes them; undefined if not all of what is needed is there
   */
  readonly findFiles: (names: readonly string[], split: ImageSplit) => string[] | undefined;
  /**
   * Reads the files of one part.
   * @param files paths, as `findFiles` ordered their names
   * @throws DatasetError if they are not what they should be
   */
  readonly read: (files: readonly string[]) => Promise<LabelledImages>;
  /** Where the files are to be had. */
  readonly remote: RemoteDataset;
}
