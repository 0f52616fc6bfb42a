import type { Command } from 'commander';
import type { DoctorFlags } from './doctor.js';
import { addCommonOptions, addEngineOptions, addFfmpegOption } from '../../options/common-options.js';
import type { Exit } from '../../options/exit.js';

export function addDoctorCommand(program: Command, exit: Exit): void {
  const command = program
    .command('doctor')
    .summary('check engines, devices and ffmpeg, and explain what is missing')
    .description('Tries every engine and device, looks for ffmpeg, and says what would be used and why.')
    .option('--json', 'one JSON object on stdout');
  addFfmpegOption(addEngineOptions(addCommonOptions(command)));
  command.action(async (flags: DoctorFlags) => {
    const { doctor } = await import('./doctor.js');
    exit(await doctor(flags));
  });
}
