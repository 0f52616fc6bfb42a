import { Option, type Command } from 'commander';
import type { GanFlags } from './gan.js';
import { addCommonOptions, addEngineOptions, addFfmpegOption } from '../../options/common-options.js';
import type { Exit } from '../../options/exit.js';
import { collect, wholeNumber } from '../../options/parsers.js';

const HELP = `
An energy-based GAN whose energy is R, how badly a network gives its input back: the discriminator learns to give real examples back and
generated ones not, the generator to make what is given back. Labels are not used.

Digits: a picture of samples beside their nearest training images, measures by a classifier that is trained apart on labels. Segments of
recordings: WAV files, spectrograms, mean spectra. curves.csv has the energies; --seeds 5 repeats all of it and prints a table of whether it is
stable. Ctrl+C saves and stops; --resume goes on as if nothing had happened.

Examples:
  lyrebird gan --task mnist --data data/
  lyrebird gan --task birds --data recordings/ --out runs/song --seed 2
  lyrebird gan --task mnist --seeds 5 --threads 1
  lyrebird gan --task birds --data recordings/ --quick`;

export function addGanCommand(program: Command, exit: Exit): void {
  const command = program
    .command('gan')
    .summary('train a generator of digits or bird song against R')
    .description('Trains an energy-based GAN whose energy is R, and draws samples.')
    // The files configs/ebgan-*.yaml: listing them here would load zod before every command.
    .addOption(new Option('-t, --task <name>', 'what to imitate').choices(['mnist', 'birds']))
    .option('-c, --config <file>', 'configuration file (YAML), instead of --task')
    .option('-d, --data <folder>', 'corpus of recordings, or folder with the files of an image data set')
    .option(
      '-o, --out <folder>',
      'where runs go, a folder each seed (default: runs/gan-ebgan-<task>, with --quick its own)',
    )
    .option('--set <key=value...>', 'change settings, such as loss.margin=0.4; may be repeated', collect, [])
    .option('--seed <n>', 'seed of everything that is random', wholeNumber(0))
    .option('--seeds <n>', 'runs of as many seeds, from --seed on', wholeNumber(1))
    .option('--steps <n>', 'length of a run in steps', wholeNumber(1))
    .option('--quick', 'some minutes: shows that it works, not how well')
    .option('--resume', 'go on with the runs in --out')
    .option('--overwrite', 'replace the runs in --out')
    .option('--json', 'one event a line on stdout')
    .addHelpText('after', HELP);
  addFfmpegOption(addEngineOptions(addCommonOptions(command)));
  command.action(async (flags: GanFlags) => {
    const { gan } = await import('./gan.js');
    exit(await gan(flags));
  });
}
