import { Argument, type Command } from 'commander';
import { PART_NAMES, type PartName } from './names.js';
import { addCommonOptions, type CommonOptions } from '../../options/common-options.js';
import type { Exit } from '../../options/exit.js';

export function addInstallNativeCommand(program: Command, exit: Exit): void {
  const command = program
    .command('install-native')
    .summary('download optional native components: a newer ffmpeg, CUDA')
    .description(
      `Downloads optional native components from hosts other than the npm registry, and checks each:
ffmpeg (80 MB), TensorFlow for --engine eager --device gpu (0.4 GB),
and CUDA for --engine compiled --device gpu (0.4 GB).`,
    )
    .addArgument(new Argument('[parts...]', 'which of them (default: all)').choices(PART_NAMES));
  addCommonOptions(command);
  command.action(async (names: readonly PartName[], { quiet }: CommonOptions) => {
    const { installNative } = await import('./install-native.js');
    exit(await installNative(names.length > 0 ? names : PART_NAMES, quiet === true));
  });
}
