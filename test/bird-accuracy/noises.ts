import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { classify } from './lyrebird.js';
import { writeSound } from './noise-file.js';
import { print } from './print.js';
import { KNOWN_SOUNDS, type SoundKind, WITHHELD_SOUNDS } from './sounds.js';

/** Counts the detections of a model in hours of artificial sounds, at three levels. */
export async function measureNoises(model: string, folder: string, hours: number): Promise<void> {
  const measure = async (name: string, kind: SoundKind): Promise<void> => {
    const counts: string[] = [];
    for (const levelDb of [-60, -30, -6]) {
      const file = join(folder, 'noise.wav');
      await writeSound(file, kind, levelDb, Math.round(3600 * hours));
      const [result] = await classify(model, [file]);
      const { detections } = result!;
      counts.push(`${detections.length} (${detections.filter(({ unknown }) => unknown !== true).length})`);
      await rm(file);
    }
    print(`  ${name.padEnd(36)} ${counts.join(', ')}`);
  };
  for (const [name, kind] of Object.entries(KNOWN_SOUNDS)) await measure(name, kind);
  print('  withheld from training:');
  for (const [name, kind] of Object.entries(WITHHELD_SOUNDS)) await measure(name, kind);
}
