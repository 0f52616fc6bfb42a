import type { Command } from 'commander';
import { nearestName } from '../src/nearest-name.js';

/** A request for help: the command that it is about, and words that name none. */
interface HelpRequest {
  readonly command: Command;
  readonly unknown?: string;
}

/**
 * Finds the command that help is asked for: `help data synth`, `data synth --help`. Commander itself prints the general
 * help for a name that it does not know, and ends well.
 * @param args the command line without program names
 * @returns undefined if no help is asked for
 */
export function helpRequest(program: Command, args: readonly string[]): HelpRequest | undefined {
  const end = args.indexOf('--');
  const given = end < 0 ? args : args.slice(0, end);
  const words = given.filter((arg) => !arg.startsWith('-'));
  const isHelpCommand = words[0] === 'help';
  if (!isHelpCommand && !given.some((arg) => arg === '--help' || arg === '-h')) return undefined;
  let command = program;
  for (const word of isHelpCommand ? words.slice(1) : words) {
    // Further words are arguments of the command.
    if (command.commands.length === 0) break;
    const next = command.commands.find((other) => other.name() === word);
    if (!next) return { command, unknown: word };
    command = next;
  }
  return { command };
}

/** Ends with the error for a name that is no command, and the nearest one. @throws CommanderError */
export function failUnknownCommand(command: Command, name: string): never {
  const nearest = nearestName(
    name,
    command.commands.map((other) => other.name()),
  );
  const hint = nearest === undefined ? '' : `\n(Did you mean ${nearest}?)`;
  return command.error(`error: unknown command '${name}'${hint}`, { code: 'commander.unknownCommand' });
}
