import { Option, type Command } from 'commander';
import { ConfigError } from '../../../src/errors.js';
import type { ClassifyFlags } from './flags.js';
import { COMMAND_FORMATS } from './formats.js';
import { CHANNEL_CHOICES } from '../../../audio/classify/names.js';
import { UNKNOWN_CHOICES } from '../../../audio/novelty/names.js';
import { startPoolEngine } from '../../../src/engine/index.js';
import { addCommonOptions, addEngineOptions, addFfmpegOption, engineOptions } from '../../options/common-options.js';
import type { Exit } from '../../options/exit.js';
import { requireModel } from '../../options/require-model.js';
import { contextSeconds, probability, redisAddress, thresholds, wholeNumber } from '../../options/parsers.js';

const HELP = `
Detections
  A network of the task "birds" has a score of its own for each species: several
  may sing at once, or none. A species is detected where its score reaches its
  threshold. Thresholds come with the model. They were chosen on recordings held
  out of training, so that nine of ten recordings with a detection are right.
  Scores are calibrated on the same recordings: of detections at 0.8, about eight
  in ten are right, if yours resemble those. --precision 0.7 detects more; up to
  three in ten may be wrong. --threshold replaces them.

  In networks of other tasks, classes exclude each other. A detection is a
  sequence of segments with the same top-ranked species, each with a probability
  of at least 0.5 or --threshold. The classes "background" and "noise" are never
  reported, but the probabilities include them.

  Segments are short, half a second. Each one's scores are averaged over those
  that begin within --context seconds of it, weighted by amplitude with
  --by-loudness, so that detections cover songs instead of single notes. The
  network knows no species but those it was trained on.

Unknown
  A model trained with folds knows how its species sound. Novelty is the fraction
  of held-out segments of the species that are more typical of it than the
  detection. Above 0.95, it may be a species that the model does not know, or not
  a bird: tables mark it with "?". --unknown hide leaves such detections out,
  --unknown only shows nothing else.

Silence
  Parts without a signal have no prediction, and results say how long they are: a
  constant, anything quieter than 80 dB below full scale, or, for networks with
  frequency bands, nothing inside those bands. Warnings name recordings that are
  silent, clipped, or sampled too slowly for the model.

Formats
  table     ranking and detections, to read
  json      one JSON object per recording, one per line
  csv       one row per detection; without any, a row without a species
  raven     selection table for Raven Pro
  audacity  label track for Audacity
  birdnet   columns of BirdNET-Analyzer's CSV files
  Raven and Audacity have a single timeline: with several recordings, the times
  continue from one recording to the next.

Output folder
  With --out, the folder gets tables of all recordings: detections.csv (with
  site, date and time), summary.csv (species by site, day and hour, with minutes
  recorded), recordings.csv (every file, and what became of it), analysis.json.
  --format adds one file per recording, in the same subfolders as the
  recordings, plus one combined file. Finished recordings are skipped when
  the command is run again. They are classified again if the recording,
  --threshold, --precision, --by-loudness, --context, --unknown or --channel
  has changed; with another --top or --format, files are written from the
  results.
  index.html shows all of them: species by day and hour, and the best, typical
  and least certain detections as sound and spectrogram. The sounds are in clips/,
  and --clips says how many.
  A folder holds the results of one model. Those of another model, and existing
  files that Lyrebird did not write or that you changed, are replaced only with
  --overwrite.

Interrupted
  Run the same command again. Finished recordings are skipped. Of a long one, what
  the network has computed is kept in --out until the recording is finished, so
  that a killed run loses seconds.

Other machines
  With --queue, workers classify the recordings, and this command writes their
  results to --out: see lyrebird worker --help.

Examples:
  lyrebird classify song.mp3 --model runs/birds
  lyrebird classify dawn.wav --model runs/birds --threshold 0.9 --threshold "Parus major=0.7"
  lyrebird classify season/ --model runs/birds --timezone Europe/Berlin --out results/
  lyrebird classify night.wav --model runs/birds --all-segments | jq -c 'select(.probability > 0.9)'`;

type GivenFlags = Omit<ClassifyFlags, 'model'> & { readonly model?: string };

const THREADS = 'threads that run the network (default: 0, all cores, at most 8)';

export function addClassifyCommand(program: Command, exit: Exit): void {
  const command = program
    .command('classify')
    .summary('detect bird species in recordings')
    .description('Detects bird species in recordings: which species, from when to when, and with what probability.')
    .argument('<paths...>', 'recordings, or folders to search for recordings')
    .option(
      '-m, --model <folder>',
      'run folder (its best model; its last one without a validation split), or model folder (required)',
    )
    .addOption(new Option('-f, --format <name>', 'format of the results (default: table)').choices(COMMAND_FORMATS))
    .option('--all-segments', 'write the probabilities of every segment, one JSON object per line')
    .option(
      '-t, --threshold <p>',
      'probability from which a species is detected, for all or as "Parus major=0.8"; may be repeated ' +
        '(default: those of the model)',
      thresholds,
    )
    .option(
      '--precision <p>',
      'target precision, the fraction of recordings with a detection that should be right: 0.5, 0.6, 0.7, 0.8, 0.9, ' +
        '0.95 or 0.99, as far as the model has evidence (default: that of training, usually 0.9)',
      probability,
    )
    .option('--by-loudness', 'let loud segments count more than quiet ones (default: as the model does)')
    .option('--no-by-loudness', 'let all segments count the same')
    .option(
      '--context <seconds>',
      'smooth over time: average each segment with its neighbours within this time (default: as the model does)',
      contextSeconds,
    )
    .addOption(
      new Option('--channel <name>', 'channel of stereo recordings: their mean, one, or each on its own')
        .choices(CHANNEL_CHOICES)
        .default('mean'),
    )
    .addOption(
      new Option(
        '--unknown <what>',
        'detections unlike the species that the model knows: mark, leave out, or show nothing else (default: report)',
      ).choices(UNKNOWN_CHOICES),
    )
    .option('--top <n>', 'number of species in the ranking (default: 3 in tables, otherwise all)', wholeNumber(1))
    .option('--timezone <name>', "time zone of the recorders' clocks, such as Europe/Berlin or +01:00")
    .option('-o, --out <folder>', 'write tables of all recordings into a folder; finished recordings are skipped')
    .option('--parquet', 'write the detections to detections.parquet in --out, too')
    .option('--excel', 'let Excel read the CSV tables in --out as UTF-8 (adds a byte order mark)')
    .option('--taxonomy <file>', 'CSV file with scientific and common names, such as that of eBird, Clements or IOC')
    .option(
      '--clips <n>',
      'number of best detections of each species to save as clips in --out; 0: none (default: 12)',
      wholeNumber(0),
    )
    .option('--overwrite', 'classify finished recordings again and replace existing files in --out')
    .option(
      '--queue <url>',
      'let lyrebird worker classify on other machines: Redis server, redis://host:port',
      redisAddress,
    )
    .addHelpText('after', HELP);
  addFfmpegOption(addEngineOptions(addCommonOptions(command), THREADS));
  command.action(async (paths: string[], flags: GivenFlags) => {
    checkFlags(flags);
    const model = requireModel(flags.model, {
      training: 'lyrebird train --task birds --data recordings/ --out runs/birds',
      takes: 'recordings',
    });
    // An engine takes as long to start as the command to load.
    const engine = startPoolEngine(engineOptions(flags));
    try {
      const { classify } = await import('./classify.js');
      exit(await classify(paths, { ...flags, model }, engine));
    } finally {
      await engine.then(
        (started) => started.dispose(),
        () => undefined,
      );
    }
  });
}

function checkFlags(flags: GivenFlags): void {
  const { allSegments, out, format, overwrite, parquet, excel, clips, taxonomy, queue } = flags;
  if (queue !== undefined && out === undefined)
    throw new ConfigError('--queue writes results to --out: give --out as well');
  if (queue !== undefined && allSegments) {
    throw new ConfigError('--all-segments needs the network on this machine: leave out --queue');
  }
  if (allSegments && out === undefined && format !== undefined && format !== 'json') {
    throw new ConfigError(
      `--all-segments writes JSON lines: expected --format json or none, got ${format}; give --out to get both`,
    );
  }
  if (overwrite && out === undefined) throw new ConfigError('--overwrite replaces files in --out: give --out as well');
  if (parquet && out === undefined) throw new ConfigError('--parquet writes a file into --out: give --out as well');
  if (excel && out === undefined) throw new ConfigError('--excel concerns tables in --out: give --out as well');
  if (clips !== undefined && out === undefined) {
    throw new ConfigError('--clips cuts sounds out into --out: give --out as well');
  }
  if (taxonomy !== undefined && out === undefined && format !== 'birdnet') {
    throw new ConfigError('--taxonomy concerns tables in --out, and --format birdnet: give one of them as well');
  }
}
