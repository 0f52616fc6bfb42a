import { Option, type Command } from 'commander';
import type { GanFlags } from './gan.js';
import { addCommonOptions, addEngineOptions, addFfmpegOption } from '../../options/common-options.js';
import type { Exit } from '../../options/exit.js';
import { collect, wholeNumber } from '../../options/parsers.js';

const HELP = `
In this energy-based GAN the energy of an example is R, the reconstruction
residual. The discriminator learns a low R for real examples and a high R for
generated ones; the generator learns to produce examples with a low R. Labels
are not used.

For digits, the run folder holds pictures of samples next to their nearest
training images, and the measures of a classifier trained separately on labels.
For recordings, it holds samples as WAV files, spectrograms and mean spectra.
curves.csv lists the energies. --seeds 5 repeats the run with five seeds and
prints a table that shows whether training is stable.

Ctrl+C saves and stops; --resume continues from there.

Examples:
  lyrebird gan --task mnist --data data/
  lyrebird gan --task birds --data recordings/ --out runs/song --seed 2
  lyrebird gan --task mnist --seeds 5 --threads 1
  lyrebird gan --task birds --data recordings/ --quick`;

export function addGanCommand(program: Command, exit: Exit): void {
  const command = program
    .command('gan')
    .summary('train an energy-based GAN on digits or bird song, with R as the energy')
    .description('Trains an energy-based GAN with R as the energy, and draws samples from the generator.')
    // The names of configs/ebgan-*.yaml. Reading them from there would load zod before every command.
    .addOption(new Option('-t, --task <name>', 'experiment to run').choices(['mnist', 'birds']))
    .option('-c, --config <file>', 'configuration file (YAML), instead of --task')
    .option('-d, --data <folder>', 'corpus of recordings, or folder of an image data set')
    .option(
      '-o, --out <folder>',
      'folder of the runs, one subfolder per seed (default: runs/gan-ebgan-<task>, with -quick added by --quick)',
    )
    .option('--set <key=value...>', 'change settings, such as loss.margin=0.4; may be repeated', collect, [])
    .option('--seed <n>', 'random seed of the first run (default: as configured, 1)', wholeNumber(0))
    .option('--seeds <n>', 'number of runs, with consecutive seeds from --seed (default: 1)', wholeNumber(1))
    .option('--steps <n>', 'training steps of each run (default: as configured)', wholeNumber(1))
    .option('--quick', 'train for a minute or two: shows that it works, not how well')
    .option('--resume', 'continue the runs in --out')
    .option('--overwrite', 'replace the runs in --out, each kept in previous-run/ until the new one has finished')
    .option('--json', 'print one JSON event per line on stdout')
    .addHelpText('after', HELP);
  addFfmpegOption(addEngineOptions(addCommonOptions(command)));
  command.action(async (flags: GanFlags) => {
    const { gan } = await import('./gan.js');
    exit(await gan(flags));
  });
}
