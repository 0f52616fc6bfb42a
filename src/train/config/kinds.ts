import { isDeepStrictEqual } from 'node:util';
import { IMAGE_DATASET_NAMES, type ImageDatasetName } from '../../data/index.js';
import { ConfigError } from '../../errors.js';
import { checkModelSpec, modelNamesFor } from '../../models/index.js';
import { flatten } from './flatten.js';
import { configSchema, type Config } from './schema.js';

/** What examples are: segments of recordings, or images. */
export type DataKind = 'recordings' | 'images';

/** Groups and settings that one kind alone has, by full path. */
const OWN_SETTINGS: Readonly<Record<DataKind, readonly string[]>> = {
  recordings: ['audio', 'data.validationShare', 'data.labelledRecordings'],
  images: ['data.labels', 'data.validationExamples', 'data.normalisation', 'data.inputScale'],
};

/** What the examples of an experiment are. */
export function dataKind(config: Config): DataKind {
  return imageTask(config) === undefined ? 'recordings' : 'images';
}

/** The image data set of an experiment; undefined if it learns recordings. */
export function imageTask({ data: { dataset } }: Config): ImageDatasetName | undefined {
  return IMAGE_DATASET_NAMES.find((name) => name === dataset);
}

/**
 * Refuses what does not belong together: settings of the other kind of data that are not as they always are, or a network that takes the
 * other kind.
 * @throws ConfigError naming the setting
 */
export function checkKind(config: Config): void {
  const { dataset } = config.data;
  const kind = dataKind(config);
  const usual = flatten(configSchema.parse({ task: config.task }));
  const foreign = OWN_SETTINGS[otherThan(kind)];
  for (const [path, value] of flatten(config)) {
    const isForeign = foreign.some((own) => path === own || path.startsWith(`${own}.`));
    if (!isForeign || isDeepStrictEqual(value, usual.get(path))) continue;
    throw new ConfigError(
      `${path} is a setting for ${otherThan(kind)}, and data.dataset is ${dataset}: leave it out, got ${JSON.stringify(value)}`,
    );
  }
  const networks = modelNamesFor(kind);
  if (!networks.includes(config.model.name)) {
    throw new ConfigError(
      `model.name: expected a network for ${kind}, since data.dataset is ${dataset}: one of ${networks.join(', ')}, got ${config.model.name}`,
    );
  }
  checkModelSpec(config.model);
}

/** The settings without those of the other kind of data: what is worth keeping with a run. */
export function settingsOfKind(config: Config): Record<string, unknown> {
  return OWN_SETTINGS[otherThan(dataKind(config))].reduce<Record<string, unknown>>(
    (settings, path) => without(settings, path.split('.')),
    config,
  );
}

function otherThan(kind: DataKind): DataKind {
  return kind === 'images' ? 'recordings' : 'images';
}

function without(settings: Readonly<Record<string, unknown>>, path: readonly string[]): Record<string, unknown> {
  const [key, ...rest] = path as [string, ...string[]];
  const { [key]: value, ...others } = settings;
  return rest.length === 0 ? others : { ...settings, [key]: without(value as Record<string, unknown>, rest) };
}
