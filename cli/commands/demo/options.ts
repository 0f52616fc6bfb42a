import type { Command } from 'commander';
import type { DemoFlags } from './demo.js';
import { addCommonOptions, addEngineOptions } from '../../options/common-options.js';
import type { Exit } from '../../options/exit.js';
import { wholeNumber } from '../../options/parsers.js';

const HELP = `
The ten species are synthetic: their songs are computed by formula, mixed with
real rain, sea, fire, chainsaws and helicopters, and written as audio files.
Accuracies on them show that every step works; they say nothing about real
birds.`;

export function addDemoCommand(program: Command, exit: Exit): void {
  const command = program
    .command('demo')
    .summary('try every step on synthetic birds: write a corpus, train, classify')
    .description(
      'Writes a corpus of synthetic birds, trains on it, and classifies held-out individuals, alone and two at once.',
    )
    .option('--quick', 'use fewer recordings and steps: half a minute, lower accuracy')
    .option('--seed <n>', 'random seed of the corpus and the training', wholeNumber(0), 1)
    .option(
      '-o, --out <folder>',
      'folder to keep corpus and model in (default: a temporary folder, deleted at the end)',
    )
    .option('--keep', 'keep the temporary folder')
    .addHelpText('after', HELP);
  addEngineOptions(addCommonOptions(command));
  command.action(async (flags: DemoFlags) => {
    const { demo } = await import('./demo.js');
    exit(await demo(flags));
  });
}
