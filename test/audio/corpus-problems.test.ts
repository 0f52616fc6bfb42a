import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkSplits, DEFAULT_SEGMENTS, inspectCorpus, loadCorpus, scanCorpus, type Corpus } from '#audio/index.js';
import { DatasetError } from '#src/errors.js';
import { isPosix } from '../helpers/ordinary-user.js';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';
import { sine, wavFile } from '../helpers/wav-writer.js';
import { messageOf } from './support.js';

const folder = useTemporaryFolder({ perTest: true });
const tone = (hz: number): Buffer => wavFile([sine(hz, 5_000, { sampleRateHz: 8_000 })], { sampleRateHz: 8_000 });
/** Writes recordings of different tones. */
const write = async (...names: readonly string[]): Promise<void> => {
  for (const [index, name] of names.entries()) await folder.write(name, tone(500 + index));
};
const scan = (): Promise<Corpus> => scanCorpus(folder.path, { minimumClasses: 0 });
const messages = ({ warnings }: Corpus): string[] =>
  warnings.map(({ message }) => message.replaceAll(folder.path, 'DIR'));

describe('folders of one species', () => {
  it('are one class if their names differ in case, Unicode form or underscores only, and that is said', async () => {
    const [nfc, nfd] = ['Merops \u00e9', 'Merops e\u0301'];
    const folders = [nfc, nfd, 'Parus major', 'Parus_major', 'parus major', 'Turdus merula'];
    await write(
      ...folders.map((name, index) => `${name}/${index}.wav`),
      '9.wav',
      'Unlabelled/7.wav',
      'unlabelled/8.wav',
    );
    await folder.write('metadata.csv', 'file,species\n9.wav,PARUS MAJOR\n');
    const corpus = await scan();
    expect(corpus.classes).toEqual([nfc, 'Parus major', 'Turdus merula']);
    expect(corpus.recordings.filter(({ species }) => species === 'Parus major')).toHaveLength(4);
    expect(messages(corpus)).toEqual([
      `DIR: folders of one species, used as ${nfc}: ${nfd} (with decomposed letters), ${nfc}`,
      'DIR: folders of one species, used as Parus major: Parus major, Parus_major, parus major',
    ]);
  });
});

describe('species that would vanish', () => {
  it('are named: dangling links, folders without recordings, folders read under another name', async () => {
    await write('A/1.wav', 'B/deep/2.wav');
    await folder.write('Larus canus/1.zc', 'zero crossings');
    await folder.write('Larus canus/notes.txt', 'text');
    mkdirSync(folder.at('Milvus milvus'));
    symlinkSync('nowhere', folder.at('Strix aluco'));
    symlinkSync('A', folder.at('Zosterops'));
    symlinkSync('.', folder.at('all'));
    const corpus = await scan();
    expect(corpus.classes).toEqual(['A', 'B']);
    expect(messages(corpus)).toEqual([
      'DIR/Strix aluco: left out: a link to something that does not exist',
      'DIR/Zosterops: the same folder as DIR/A, and read as that only',
      'DIR/Larus canus: no recordings in it (2 files of other kinds: .txt, .zc)',
      'DIR/Milvus milvus: no recordings in it (no files)',
    ]);
    expect(corpus.warnings.map(({ leftOut }) => leftOut)).toEqual([true, undefined, undefined, undefined]);
    expect((await inspectCorpus(corpus)).leftOut).toBe(1);
  });

  it('are named in the error, if too few are left', async () => {
    symlinkSync('nowhere', folder.at('Strix aluco'));
    const reason = `left out ${folder.at('Strix aluco')}: a link to something that does not exist`;
    expect(await messageOf(scan())).toContain(`: no audio files (${reason}); expected `);
    await write('A/1.wav');
    expect(await messageOf(scanCorpus(folder.path))).toMatch(
      /: only one class \(A\), .*; left out .*Strix aluco: a link/,
    );
  });
});

describe('one file under two names', () => {
  it('is in one group, which is that of metadata.csv, and that is said', async () => {
    await write('A/1.wav', 'A/3.wav', 'B/5.wav');
    for (const [target, link] of [
      ['1.wav', 'A/2.wav'],
      ['../A/3.wav', 'B/4.wav'],
    ] as const) {
      symlinkSync(target, folder.at(link));
    }
    await folder.write('metadata.csv', 'file,group\nB/4.wav,dawn\n');
    const corpus = await scan();
    expect(corpus.recordings.map(({ file, group }) => [file, group])).toEqual([
      ['A/1.wav', 'A/1.wav'],
      ['A/2.wav', 'A/1.wav'],
      ['A/3.wav', 'dawn'],
      ['B/4.wav', 'dawn'],
      ['B/5.wav', 'B/5.wav'],
    ]);
    expect(messages(corpus)).toEqual([
      'DIR: the same recording under several names: A/1.wav = A/2.wav, A/3.wav = B/4.wav; ' +
        'each name counts as a recording, and all names of one are in the same split',
      'DIR: the same recording under several species: A/3.wav = B/4.wav; remove all but the right one',
    ]);
  });

  it('is in several groups only if metadata.csv says so, and that is said too', async () => {
    await write('A/1.wav', 'B/5.wav');
    symlinkSync('1.wav', folder.at('A/2.wav'));
    await folder.write('metadata.csv', 'file,group\nA/1.wav,dawn\nA/2.wav,dusk\n');
    expect(messages(await scan())).toEqual([
      'DIR: the same recording under several names: A/1.wav = A/2.wav; each name counts as a recording, and ' +
        'metadata.csv gives names of one different groups: the same sound may train the model and test it',
    ]);
  });

  it('or copied: found by content, among files of one size', async () => {
    await write('A/1.wav', 'A/3.wav', 'B/5.wav');
    const copy = tone(500);
    await folder.write('A/2.wav', copy);
    await folder.write('unlabelled/7.wav', copy);
    // Equal at the start, in the middle and at the end.
    const long = Buffer.alloc(200_000, wavFile([sine(500, 90_000)]));
    const other = Buffer.from(long);
    other[60_000]! ^= 1;
    await folder.write('B/long.wav', long);
    await folder.write('B/other.wav', other);
    await folder.write('B/third.wav', other);
    await folder.write('A/empty.wav', '');
    await folder.write('B/empty.wav', '');
    const corpus = await scan();
    const groups = Object.fromEntries(corpus.recordings.map(({ file, group }) => [file, group]));
    expect(groups).toEqual({
      'A/1.wav': 'A/1.wav',
      'A/2.wav': 'A/1.wav',
      'A/3.wav': 'A/3.wav',
      'A/empty.wav': 'A/empty.wav',
      'B/5.wav': 'B/5.wav',
      'B/empty.wav': 'B/empty.wav',
      'B/long.wav': 'B/long.wav',
      'B/other.wav': 'B/other.wav',
      'B/third.wav': 'B/other.wav',
      'unlabelled/7.wav': 'A/1.wav',
    });
    expect(messages(corpus)).toEqual([
      'DIR: the same recording under several names: A/1.wav = A/2.wav = unlabelled/7.wav, B/other.wav = B/third.wav; ' +
        'each name counts as a recording, and all names of one are in the same split',
    ]);
  });
});

describe('a corpus is questioned', () => {
  it('about species of one group, and silent and clipped recordings', async () => {
    await write('A/1.wav', 'A/2.wav', 'B/3.wav', 'B/4.wav', 'C/5.wav');
    await folder.write('metadata.csv', 'file,group\nB/3.wav,dawn\nB/4.wav,dawn\n');
    const silent = Float32Array.from({ length: 5_000 }, (_, i) => 0.4 + 0.9e-4 * Math.sin(i));
    await folder.write('A/silent.wav', wavFile([silent], { format: 'f32', sampleRateHz: 8_000 }));
    const clipped = sine(500, 5_000, { sampleRateHz: 8_000, amplitude: 3 }).map((x) => Math.max(-1, Math.min(1, x)));
    await folder.write('A/clipped.wav', wavFile([clipped], { sampleRateHz: 8_000 }));
    const corpus = await scan();
    const problems = (await inspectCorpus(corpus)).problems.map((problem) => problem.replaceAll(folder.path, 'DIR'));
    expect(problems).toEqual([
      'B: its 2 recordings are one group, so none can be held out for validation',
      'C: has one recording, so none can be held out for validation',
      expect.stringMatching(/^DIR\/A\/clipped.wav: clipped: 8\d% of its samples are at full scale; record/),
      'DIR/A/silent.wav: silent: nothing louder than 80 dB below full scale; was the microphone connected?',
    ]);
    const said: string[] = [];
    const settings = { ...DEFAULT_SEGMENTS, sampleRateHz: 8_000 };
    await loadCorpus(corpus, settings, {
      onWarning: ({ message }) => said.push(message.replaceAll(folder.path, 'DIR')),
    });
    expect(said).toEqual(problems.slice(2));
  });

  it('about classes that lost all of the recordings asked for, and no others', async () => {
    await write('A/1.wav', 'B/1.wav', 'C/1.wav');
    await folder.write('B/1.wav', '');
    const corpus = await scan();
    const said: string[] = [];
    const asked = { ...corpus, recordings: corpus.recordings.filter(({ species }) => species !== 'C') };
    await loadCorpus(
      asked,
      { ...DEFAULT_SEGMENTS, sampleRateHz: 8_000 },
      { onWarning: ({ message }) => said.push(message.replaceAll(folder.path, 'DIR')) },
    );
    expect(said).toEqual([
      'DIR/B/1.wav: empty file (0 bytes); skipped',
      'DIR: none of the recordings of B can be read; the class is empty',
    ]);
  });
});

describe('metadata.csv', () => {
  it('does not say of an ambiguous name that there is no such file', async () => {
    await write('A/1.wav', 'B/1.wav', 'B/2.wav');
    await folder.write('metadata.csv', 'file,group\n1.wav,site\nA/1.wav,dawn\n3.wav,dusk\n');
    const corpus = await scan();
    expect(messages(corpus)).toEqual([
      'DIR/metadata.csv: names a file that is not among the recordings: 3.wav',
      'DIR/metadata.csv: ambiguous, because several recordings have this name: 1.wav (A/1.wav, B/1.wav); ' +
        'ignored: give the path below the folder',
    ]);
    expect(corpus.recordings.map(({ group }) => group)).toEqual(['dawn', 'B/1.wav', 'B/2.wav']);
  });

  it.skipIf(process.platform !== 'linux')(
    'tells files apart whose names differ only in their Unicode form',
    async () => {
      const [nfc, nfd] = ['A/\u00e9.wav', 'A/e\u0301.wav'];
      await write(nfc, nfd);
      await folder.write('metadata.csv', `file,group\n${nfc},x\n${nfd},y\n`);
      const corpus = await scan();
      expect(corpus.recordings.map(({ file, group }) => [file, group])).toEqual([
        [nfd, 'y'],
        [nfc, 'x'],
      ]);
      expect(messages(corpus)).toEqual([]);
    },
  );

  it('in a folder of the corpus is not read, and that is said', async () => {
    await write('A/1.wav', 'B/pond/2.wav');
    await folder.write('B/pond/METADATA.csv', 'file,group\n2.wav,dawn\n');
    const corpus = await scan();
    expect(corpus.recordings.map(({ group }) => group)).toEqual(['A/1.wav', 'B/pond/2.wav']);
    const { problems } = await inspectCorpus(corpus);
    for (const found of [messages(corpus), problems.map((line) => line.replaceAll(folder.path, 'DIR'))]) {
      expect(found).toContain(
        'DIR: metadata.csv in folders is not read: B/pond/METADATA.csv; ' +
          'only that of DIR itself is; move the rows there, with paths below it as file',
      );
    }
  });

  it.each([
    ['a blank line before the header', '\n \nfile;group\nA/1.wav;dawn\n'],
    ['a header that begins with an empty cell', '\n\tfile\tgroup\n\tA/1.wav\tdawn\n'],
    ['empty cells behind the last row', 'file,group\nA/1.wav,dawn\n,\n,,\n'],
  ])('may have %s', async (_, text) => {
    await write('A/1.wav');
    await folder.write('metadata.csv', text);
    const corpus = await scan();
    expect(corpus.recordings.map(({ group }) => group)).toEqual(['dawn']);
    expect(messages(corpus)).toEqual([]);
  });

  const TABLE = 'file;group\r\nA/grün.wav;Bär\r\n';
  it.each<[string, Uint8Array, string[]]>([
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${TABLE}`), []],
    ['UTF-16', Buffer.from(`\ufeff${TABLE}`, 'utf16le'), []],
    ['big-endian UTF-16', Buffer.from(`\ufeff${TABLE}`, 'utf16le').swap16(), []],
    ['Latin-1', Buffer.from(TABLE, 'latin1'), ['DIR/metadata.csv: is not in UTF-8; read as Windows-1252']],
  ])('in %s names the same files', async (_, bytes, warnings) => {
    await write('A/grün.wav');
    await folder.write('metadata.csv', bytes);
    const corpus = await scan();
    expect(corpus.recordings.map(({ group }) => group)).toEqual(['Bär']);
    expect(messages(corpus)).toEqual(warnings);
  });

  it.skipIf(process.platform !== 'linux')('is found if its name is in capitals', async () => {
    await write('A/1.wav');
    await folder.write('METADATA.CSV', 'file,group\n1.wav,dawn\n');
    expect((await scan()).recordings[0]!.group).toBe('dawn');
  });

  it.skipIf(!isPosix)('is an error if it is a link to nothing, or a pipe', async () => {
    await write('A/1.wav');
    symlinkSync('nowhere', folder.at('metadata.csv'));
    await expect(scan()).rejects.toThrow('metadata.csv: cannot be read: no such file or folder');
    execFileSync('mkfifo', [folder.at('nowhere')]);
    await expect(scan()).rejects.toThrow('metadata.csv: a pipe, not a file');
  });

  it('with an unknown split is refused before recordings are decoded, and a problem in a report', async () => {
    await write('A/1.wav', 'unlabelled/2.wav');
    await folder.write('metadata.csv', 'file,split\nA/1.wav,Val\n2.wav,tests\n');
    const corpus = await scan();
    const message = `${folder.path}/metadata.csv: unlabelled/2.wav: unknown split "tests": did you mean test?`;
    expect(() => checkSplits(corpus)).toThrow(new DatasetError(message));
    expect((await inspectCorpus(corpus)).problems).toContain(message);
  });
});

it('a recording that disappears after the scan is reported as left out, and the rest is loaded', async () => {
  await write('A/1.wav', 'B/2.wav');
  symlinkSync('nowhere', folder.at('A/3.wav'));
  const corpus = await scan();
  const gone = {
    ...corpus,
    recordings: corpus.recordings.map((one, i) => (i ? one : { ...one, path: folder.at('x') })),
  };
  const reported: unknown[] = [];
  const dataset = await loadCorpus(
    gone,
    { sampleRateHz: 8_000, segmentSeconds: 0.1, overlap: 0.5, normalisation: { kind: 'segment' } },
    { onWarning: (warning) => reported.push(warning) },
  );
  expect(dataset.recordings.map(({ file }) => file)).toEqual(['B/2.wav']);
  expect(reported[0]).toEqual({
    file: folder.at('x'),
    message: `${folder.at('x')}: no such file; skipped`,
    leftOut: true,
  });
});
