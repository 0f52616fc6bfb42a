import type { RecordingResult } from '../../../audio/results/index.js';

/** Returns the species that are detected in a recording, most probable first. */
export function detectedSpecies({ species }: RecordingResult): readonly string[] {
  return species.filter(({ detections }) => detections > 0).map((found) => found.species);
}
