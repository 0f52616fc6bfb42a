import { synthesizeCorpus } from '../../../audio/synthetic/index.js';
import type { CommonOptions } from '../../options/common-options.js';
import { duration, plural } from '../../ui/words.js';
import { createStatusLine } from '../../ui/status-line.js';
import { results, say } from '../../ui/streams.js';
import { setUpTerminal } from '../../ui/terminal.js';

/** Options of `lyrebird data synth`. */
export interface SynthFlags extends CommonOptions {
  readonly seed: number;
  readonly individuals?: number;
  readonly recordings?: number;
  readonly seconds?: number;
  readonly background?: number;
  readonly unlabelled?: number;
  readonly json?: true;
}

/** Runs `lyrebird data synth`. @returns the exit code */
export async function synth(folder: string, flags: SynthFlags): Promise<number> {
  const { seed, individuals, recordings, seconds, background, unlabelled } = flags;
  const status = createStatusLine(setUpTerminal(flags.color).interactive && !flags.quiet);
  const corpus = await synthesizeCorpus({
    outDir: folder,
    seed,
    ...(individuals !== undefined && { individualsPerSpecies: individuals }),
    ...(recordings !== undefined && { recordingsPerIndividual: recordings }),
    ...(seconds !== undefined && { secondsPerRecording: seconds }),
    ...(background !== undefined && { backgroundRecordings: background }),
    ...(unlabelled !== undefined && { unlabelledRecordings: unlabelled }),
    onProgress: ({ done, total }) => status.show(`writing synthetic recordings ${done}/${total}`),
  });
  status.clear();
  if (flags.json) {
    await results.write(`${JSON.stringify({ ...corpus, synthetic: true, seed })}\n`);
  } else if (!flags.quiet) {
    const how = corpus.reused ? 'already present' : 'written';
    const recordingCount = plural(corpus.files.length, 'recording');
    const speciesCount = plural(corpus.species.length, 'species', 'species');
    const size = `${recordingCount}, ${duration(corpus.seconds)}, ${speciesCount}`;
    say(`${corpus.dir}: synthetic corpus ${how}: ${size}; no real birds`);
  }
  return 0;
}
