import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { classifyAll, type Classifier } from '#audio/classify/index.js';
import { readAudio } from '#audio/decode/index.js';
import { readFolderMetadata } from '#audio/metadata/index.js';
import { recordedAt } from '#audio/origin/index.js';
import { findRecordings, loadFormat, openResultsFolder, type FormatName } from '#audio/results/index.js';
import { seasonSummary } from '#audio/season/index.js';
import { MOOR, SPECIES, TIMEZONE, type PlannedRecording } from './plan.js';

export const MODEL = { name: 'made', fingerprint: '0123456789abcdef'.repeat(4) };
export const THRESHOLDS = Object.fromEntries(SPECIES.map((name, index) => [name, 0.5 + index / 10]));
const RATE_HZ = 44_100;

/** Writes the recordings of a season, and a metadata.csv with the coordinates of one site. */
export async function writeSeason(folder: string, plans: readonly PlannedRecording[]): Promise<void> {
  for (const { file, content } of plans) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), content);
  }
  const rows = plans
    .filter(({ site }) => site === 'Moor')
    .map(({ file }) => `${file};${MOOR.latitude};${MOOR.longitude}`);
  await writeFile(join(folder, 'metadata.csv'), `file;latitude;longitude\n${rows.join('\n')}\n`);
}

/**
 * Classifies a season into a results folder as the command does. Only the network is missing: each recording is opened,
 * and has the detections of its plan.
 * @param format of the files per recording; run again for another
 */
export async function makeResults(
  { season, out }: { readonly season: string; readonly out: string },
  plans: readonly PlannedRecording[],
  format: FormatName,
): Promise<void> {
  const recordings = await findRecordings([season]);
  const metadata = await readFolderMetadata(
    [season],
    recordings.map(({ path }) => path),
  );
  const byPath = new Map(plans.map((plan) => [join(season, plan.file), plan]));
  const shared = { format: await loadFormat(format), render: { bandHz: { lowHz: 150, highHz: 12_000 } } };
  const folder = await openResultsFolder({
    ...{ ...shared, folder: out, model: MODEL, settings: {}, thresholds: THRESHOLDS },
    summary: seasonSummary({ version: '1.2.3', parquet: true }),
  });
  try {
    await classifyAll({
      ...{ ...shared, recordings, folder, classifier: plannedClassifier(byPath) },
      stream: { write: () => Promise.resolve() },
      originOf: ({ path, key }) =>
        recordedAt(path, { timezone: TIMEZONE, subfolder: posix.dirname(key), metadata: metadata.rows.get(path) }),
    });
    await folder.combine([{ path: join(season, 'locked'), reason: 'cannot be listed: permission denied' }]);
  } finally {
    await folder.close();
  }
}

function plannedClassifier(byPath: ReadonlyMap<string, PlannedRecording>): Classifier {
  const unused = (): never => {
    throw new Error('not part of this test');
  };
  return {
    ...{
      classes: SPECIES,
      backgroundClasses: [],
      commonNames: {},
      sampleRateHz: RATE_HZ,
      bandHz: { lowHz: 150, highHz: 12_000 },
    },
    ...{ model: MODEL, fingerprint: MODEL.fingerprint, thresholds: () => THRESHOLDS },
    ...{ classifySamples: unused, dispose: () => Promise.resolve() },
    get settings() {
      return unused();
    },
    async classifyFile(path, { name = path } = {}) {
      const { info } = await readAudio(path, { sampleRateHz: RATE_HZ });
      const { durationSeconds, spansWithoutSignal, detections } = byPath.get(path)!;
      return {
        file: name,
        durationSeconds,
        sampleRateHz: info.sampleRateHz,
        secondsWithoutSignal: spansWithoutSignal.reduce((sum, [start, end]) => sum + end - start, 0),
        spansWithoutSignal,
        species: SPECIES.map((species) => ({
          ...{ species, probability: 0.5, maxProbability: 0.9, seconds: 0 },
          detections: detections.filter((detection) => detection.species === species).length,
        })),
        detections: detections.map((detection) => {
          return { ...detection, probability: 0.875, maxProbability: 0.9, segmentCount: 12 };
        }),
        warnings: [],
        model: MODEL,
      };
    },
  };
}
