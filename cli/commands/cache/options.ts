import type { Command } from 'commander';
import type { CacheFlags } from './cache.js';
import { addCommonOptions } from '../../options/common-options.js';
import type { Exit } from '../../options/exit.js';

const HELP = `
Decoding and resampling recordings takes longer than reading them: train,
evaluate, cluster and gan keep what they decoded, and begin at once the next
time, with the same samples. Recordings are recognised by their content. Those
not used for longest make room for others.

Environment
  LYREBIRD_CACHE     folder of decoded recordings; empty: none are kept
  LYREBIRD_CACHE_GB  maximum size in gigabytes (default: 5); 0: no more are kept`;

export function addCacheCommand(program: Command, exit: Exit): void {
  const command = program
    .command('cache')
    .summary('show or delete the decoded recordings that are kept')
    .description('Shows how many decoded recordings are kept, and where.')
    .option('--clear', 'delete these recordings')
    .option('--json', 'one JSON object on stdout')
    .addHelpText('after', HELP);
  addCommonOptions(command);
  command.action(async (flags: CacheFlags) => {
    const { cache } = await import('./cache.js');
    exit(await cache(flags));
  });
}
