import type { Command } from 'commander';
import type { DemoFlags } from './demo.js';
import { addCommonOptions, addEngineOptions } from '../../options/common-options.js';
import type { Exit } from '../../options/exit.js';
import { wholeNumber } from '../../options/parsers.js';

const HELP = `
The ten species of the demo are synthetic: their songs are made by formula, as real audio files. Accuracies on them show that the
whole way works; they say nothing about real birds.`;

export function addDemoCommand(program: Command, exit: Exit): void {
  const command = program
    .command('demo')
    .summary('the whole way on synthetic birds: make a corpus, train, classify')
    .description('Makes a corpus of synthetic birds, trains on it, and classifies individuals that were never heard.')
    .option('--quick', 'fewer recordings and epochs: half a minute, lower accuracy')
    .option('--seed <n>', 'seed of the corpus and of the training', wholeNumber(0), 1)
    .option('-o, --out <folder>', 'where the corpus and the model go; kept (default: a temporary folder, removed)')
    .option('--keep', 'keep the temporary folder')
    .addHelpText('after', HELP);
  addEngineOptions(addCommonOptions(command));
  command.action(async (flags: DemoFlags) => {
    const { demo } = await import('./demo.js');
    exit(await demo(flags));
  });
}
