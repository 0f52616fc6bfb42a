import { join } from 'node:path';
import { makeFolder, writeFileAtomically } from '../../src/files/index.js';
import { lyrebirdVersion } from '../../src/package.js';
import type { ModelFolder } from '../../src/train/index.js';
import { REPORT_NUMBERS, REPORT_PAGE } from '../../src/train/names.js';
import { audioSettingsOf } from '../audio-settings.js';
import { modelIdentity } from '../results/index.js';
import type { AudioDataset } from '../corpus/index.js';
import { detectionRules, parseDetectionSettings } from '../detections/index.js';
import { measureReport } from './measure.js';
import { mistakeSounds } from './mistake-sounds.js';
import { renderReport } from './page/index.js';
import type { ReportInput } from './types.js';

/** Of classes that exclude each other, one that reaches it is the top class. */
const LOWEST_SOFTMAX_THRESHOLD = 0.5;

/** What a report is made from, apart from the model. */
export interface ReportContent extends Pick<ReportInput, 'source' | 'species' | 'recordings' | 'segments'> {
  /** Target precision of the thresholds. */
  readonly targetPrecision: number;
  /** Holds the recordings, for sounds and spectrograms of mistakes. */
  readonly corpus: AudioDataset;
}

/**
 * Writes `report.html` and `report.json` to a folder, with the thresholds of a model.
 * @returns path of the page
 * @throws OutputError if a file cannot be written
 */
export async function writeReport(folder: string, model: ModelFolder, content: ReportContent): Promise<string> {
  const { corpus, ...measured } = content;
  const { classes, backgroundClasses, outputActivation = 'softmax', detection } = model.manifest;
  const rules = detectionRules({
    ...{ classes, backgroundClasses, outputActivation },
    detection: parseDetectionSettings(detection),
  });
  const all = rules.thresholds({});
  const card = measureReport({
    ...measured,
    model: { ...modelIdentity(model, audioSettingsOf(model)), version: lyrebirdVersion() },
    thresholds: measured.species.map((name) => all[classes.indexOf(name)]!),
    lowestThreshold: outputActivation === 'softmax' ? LOWEST_SOFTMAX_THRESHOLD : 0,
  });
  const page = join(folder, REPORT_PAGE);
  await makeFolder(folder);
  await writeFileAtomically(join(folder, REPORT_NUMBERS), `${JSON.stringify(card, undefined, 2)}\n`);
  await writeFileAtomically(page, await renderReport(card, mistakeSounds(card, corpus)));
  return page;
}
