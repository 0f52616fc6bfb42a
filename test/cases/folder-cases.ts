import { chmodSync, cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Case, CaseFolders } from './case.js';
import { runAsOrdinaryUser, runCommand, runLyrebird, type CommandResult } from './run.js';

/** Cases of names, permissions and species in folders of recordings. */
export function folderCases({ inputs, work, model }: CaseFolders): readonly Case[] {
  const folders = join(work, 'folders');
  const made = runCommand('bash', [join(inputs, 'audio', 'make_folders.sh'), folders], { LC_ALL: 'C.UTF-8' });
  const classify = async (name: string, ...more: readonly string[]): Promise<CommandResult> => {
    await made;
    return runLyrebird(['classify', join(folders, name), '--model', model, '--format', 'json', ...more]);
  };
  const inspect = async (name: string): Promise<CommandResult> => {
    await made;
    return runLyrebird(['data', 'inspect', join(folders, name)]);
  };
  const recordings = ({ stdout }: CommandResult): number => stdout.split('\n').filter((line) => line !== '').length;
  const said = ({ exitCode, messages }: CommandResult): string =>
    `exit ${exitCode}${messages.length > 0 ? `: ${messages.join('; ')}` : ''}`;

  /** Messages about names and permissions: the recordings themselves are silent, and that is said, too. */
  const problems = ({ messages }: CommandResult): string[] => messages.filter((line) => !line.includes(': silent: '));

  return [
    {
      input: 'latin1/',
      expected: 'both recordings read; or one read, the other named, exit 4',
      async answer() {
        const result = await classify('latin1');
        const named = result.exitCode === 4 && problems(result).length === 1;
        const right = recordings(result) === 2 || (recordings(result) === 1 && named);
        return { got: `${recordings(result)} recordings, ${said(result)}`, right };
      },
    },
    {
      input: 'unreadable/, as an ordinary user',
      expected: 'one recording read, the folder named in one line, exit 4',
      async answer() {
        await made;
        const locked = join(folders, 'unreadable', 'lost+found');
        chmodSync(locked, 0o700);
        const args = ['classify', join(folders, 'unreadable'), '--model', model, '--format', 'json'];
        const result = await runAsOrdinaryUser(args);
        const right = recordings(result) === 1 && result.exitCode === 4 && problems(result).length === 1;
        return { got: `${recordings(result)} recordings, ${said(result)}`, right };
      },
    },
    {
      input: 'longname/ with --out',
      expected: 'nine recordings done; or eight, the other named, exit 4',
      async answer() {
        const out = join(work, 'longname-results');
        const result = await classify('longname', '--out', out);
        const done = readdirSync(out).filter((name) => /^[ab].*\.wav\.json$/.test(name)).length;
        const right = (done === 9 && result.exitCode === 0) || (done === 8 && result.exitCode === 4);
        return { got: `${done} recordings, ${said(result)}`, right };
      },
    },
    {
      input: 'classes/: one species as NFC, NFD, with _, in lower case',
      expected: 'data inspect and train merge them or say so',
      async answer() {
        const inspected = await inspect('classes');
        const out = join(work, 'classes-run');
        const trained = await runLyrebird([
          'train',
          '--task',
          'bird10',
          '--data',
          join(folders, 'classes'),
          '--out',
          out,
          '--steps',
          '1',
          '--set',
          'data.batchSize=2',
        ]);
        const ok = ({ stdout, stderr }: CommandResult): boolean =>
          /same species|merged|one species/i.test(stdout + stderr);
        const text = [inspected, trained].map((result) => (ok(result) ? 'said' : 'not said')).join(', train: ');
        return { got: `data inspect: ${text}: ${said(trained)}`, right: ok(inspected) && ok(trained) };
      },
    },
    {
      input: 'lostspecies/: .wac, .mpga, .m4r',
      expected: 'read, or named as left out: Strix aluco never vanishes without a word',
      async answer() {
        const { stdout, stderr, exitCode } = await inspect('lostspecies');
        const line = (stdout + stderr).split('\n').find((text) => text.includes('Strix aluco')) ?? 'not a word';
        return { got: `exit ${exitCode}: ${line.trim()}`, right: line !== 'not a word' };
      },
    },
    {
      input: 'ambiguous/: a name of metadata.csv in two folders',
      expected: 'said to be ambiguous, not absent',
      async answer() {
        const copy = join(work, 'ambiguous');
        await made;
        cpSync(join(folders, 'ambiguous'), copy, { recursive: true });
        const { stdout, stderr, exitCode } = await runLyrebird(['data', 'inspect', copy]);
        const line = (stdout + stderr).split('\n').find((text) => text.includes('20240100_060000.WAV')) ?? 'not a word';
        const text = line.replaceAll(copy, '').trim();
        return { got: `exit ${exitCode}: ${text}`, right: /ambiguous|several|two/.test(text) };
      },
    },
  ];
}
