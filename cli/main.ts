import { Command, CommanderError, Help, type Option } from 'commander';
import { addCacheCommand } from './commands/cache/options.js';
import { addClassifyCommand } from './commands/classify/options.js';
import { addClusterCommand } from './commands/cluster/options.js';
import { addCommonOptions } from './options/common-options.js';
import { addDataCommand } from './commands/data/options.js';
import { addDemoCommand } from './commands/demo/options.js';
import { addDoctorCommand } from './commands/doctor/options.js';
import { addEvaluateCommand } from './commands/evaluate/options.js';
import { addFrameworksCommand } from './commands/frameworks/options.js';
import { addGanCommand } from './commands/gan/options.js';
import { addInstallNativeCommand } from './commands/install-native/options.js';
import { addReproduceCommand } from './commands/reproduce/options.js';
import { addSweepCommand } from './commands/sweep/options.js';
import { addTemplatesCommand } from './commands/templates/options.js';
import { addTheorem1Command } from './commands/theorem1/options.js';
import { addTrainCommand } from './commands/train/options.js';
import { addWorkerCommand } from './commands/worker/options.js';
import { failUnknownCommand, helpRequest } from './command-names.js';
import { dashFile, dashFileHint } from './dash-files.js';
import { exitCodeHelp } from './exit-codes.js';
import { reportError } from './ui/report-error.js';
import { clearLiveRegion, guardStreams } from './ui/streams.js';
import { lyrebirdVersion } from '../src/package.js';
import { printableText } from '../src/printable.js';

/** Exit code of a wrong command line. */
const EXIT_USAGE = 2;

/**
 * Runs the command line. Each command imports its code only when it runs, so help and usage errors appear at once.
 * @param argv as `process.argv`
 * @returns the exit code
 */
export async function main(argv: readonly string[]): Promise<number> {
  guardStreams();
  // An error that nobody catches is reported like any other: Node itself would print it with its escape codes.
  process.once('uncaughtException', (error) => process.exit(reportError(error)));
  let code = 0;
  const args = argv.slice(2);
  const program = createProgram(args, (exitCode) => (code = exitCode));
  try {
    const help = helpRequest(program, args);
    if (help?.unknown !== undefined) failUnknownCommand(help.command, help.unknown);
    if (help) help.command.help();
    const file = dashFile(args);
    if (file !== undefined) program.error(`error: '${file}' begins like an option`);
    await program.parseAsync(argv);
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
    return reportError(error);
  } finally {
    clearLiveRegion();
  }
}

/** Formats an error of the command line for a terminal, with a hint if a file was taken for an option. */
function usageError(text: string, args: readonly string[]): string {
  const hint = dashFileHint(args);
  return printableText(text.replace(/^error: /, 'lyrebird: ') + (hint === undefined ? '' : `${hint}\n`));
}

/** Describes an option without an empty list as its default. */
function optionDescription(option: Option): string {
  return Array.isArray(option.defaultValue) ? option.description : new Help().optionDescription(option);
}

const EXAMPLES = `
Examples:
  lyrebird demo                                                    # everything, on synthetic birds
  lyrebird train --task birds --data recordings/ --out runs/birds
  lyrebird classify dawn.wav --model runs/birds
`;

function createProgram(args: readonly string[], exit: (code: number) => void): Command {
  const program = new Command('lyrebird')
    .description('Finds bird species in recordings, with small neural networks that you train yourself.')
    .version(lyrebirdVersion(), '-V, --version')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(usageError(text, args)) })
    .showHelpAfterError('(see lyrebird --help)')
    .configureHelp({ sortSubcommands: false, showGlobalOptions: false, optionDescription })
    .addHelpText('after', `${EXAMPLES}\n${exitCodeHelp()}`);
  addCommonOptions(program);
  // Common options may precede the command as well as follow it.
  program.hook('preAction', (root, action) => {
    for (const [name, value] of Object.entries(root.opts())) {
      if (root.getOptionValueSource(name) === 'cli') action.setOptionValue(name, value);
    }
  });
  program.commandsGroup('Bird recordings:');
  addClassifyCommand(program, exit);
  addEvaluateCommand(program, exit);
  addTrainCommand(program, exit);
  addDataCommand(program, exit);
  addDemoCommand(program, exit);
  program.commandsGroup('Benchmarks and the paper:');
  addSweepCommand(program, exit);
  addReproduceCommand(program, exit);
  addTemplatesCommand(program, exit);
  addTheorem1Command(program, exit);
  addFrameworksCommand(program, exit);
  addGanCommand(program, exit);
  addClusterCommand(program, exit);
  program.commandsGroup('Machines:');
  addDoctorCommand(program, exit);
  addInstallNativeCommand(program, exit);
  addCacheCommand(program, exit);
  addWorkerCommand(program, exit);
  program.commandsGroup('Help:').helpCommand(true);
  return program;
}
