import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { listRecordings, type RecordingList } from '#audio/files/index.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import { sine, wavFile } from '../../helpers/wav-writer.js';
import { asOrdinaryUser, isPosix, isRoot } from '../../helpers/ordinary-user.js';

const folder = useTemporaryFolder({ perTest: true });
const WAV = wavFile([sine(500, 100)]);
const write = async (...names: readonly string[]): Promise<void> => {
  for (const name of names) await folder.write(name, WAV);
};
const files = ({ recordings }: RecordingList): string[] => recordings.map(({ file }) => file);
const omissions = ({ leftOut }: RecordingList): string[] =>
  leftOut.map(({ path, reason }) => `${path.replace(`${folder.path}/`, '')}: ${reason}`);

describe('listRecordings', () => {
  it('leaves out nothing in the folders of recorders, and does not look into those of systems', async () => {
    await write('A/20240501_060000.WAV', 'A/b.mpga', 'A/c.m4r', 'A/d.wac', '.Trashes/x.wav', '$RECYCLE.BIN/x.wav');
    await write('System Volume Information/x.wav', '@eaDir/a.wav/x.wav', 'A/._20240501_060000.WAV');
    for (const name of ['A/CONFIG.TXT', 'A/Thumbs.db', '.DS_Store', 'A/20240501_060000.Table.1.selections.txt']) {
      await folder.write(name, 'text');
    }
    for (const name of ['metadata.csv', 'A/20240501_060000.WAV.csv', 'A/spectrogram.png', 'A/x.wav.json', 'A/README']) {
      await folder.write(name, 'text');
    }
    const list = await listRecordings(folder.path);
    expect(files(list)).toEqual(['A/20240501_060000.WAV', 'A/b.mpga', 'A/c.m4r', 'A/d.wac']);
    expect(omissions(list)).toEqual([]);
    expect(list.others).toHaveLength(8);
  });

  it('names recordings whose name does not say that they are', async () => {
    await write('1', 'a.wav.bak', 'ok.wav');
    await folder.write('night.part', Buffer.from('fLaC\0\0\0\x22'));
    await folder.write('song', Buffer.from([0xff, 0xfb, 0x90, 0x64]));
    await folder.write('bytes', Buffer.from([0xff, 0xfb, 0x00, 0x64]));
    await folder.write('page.foo', 'not audio');
    await folder.write('empty', '');
    const list = await listRecordings(folder.path);
    expect(files(list)).toEqual(['ok.wav']);
    expect(omissions(list)).toEqual([
      '1: is WAV audio, but its name does not say so: rename it',
      'a.wav.bak: is WAV audio, but its name does not say so: rename it',
      'night.part: is FLAC audio, but its name does not say so: rename it',
      'song: is MP3 audio, but its name does not say so: rename it',
    ]);
  });

  it('names links to nothing and to themselves, unless they are plainly no recordings', async () => {
    await write('ok.wav');
    symlinkSync('nowhere', folder.at('Strix aluco'));
    symlinkSync('gone.wav', folder.at('a.wav'));
    symlinkSync('notes.txt', folder.at('old.txt'));
    symlinkSync('self.wav', folder.at('self.wav'));
    expect(omissions(await listRecordings(folder.path))).toEqual([
      'Strix aluco: a link to something that does not exist',
      'a.wav: a link to something that does not exist',
      'self.wav: a link that leads back to itself',
    ]);
  });

  it('leaves clips of detections out, which are in a folder of results', async () => {
    await write('night/a.wav', 'night/clips/wren/0.9.wav', 'night/results/clips/wren/0.9.wav', 'clips/b.wav');
    for (const name of ['night', 'night/results']) await folder.write(`${name}/.lyrebird-pages.json`, '{"files":{}}');
    expect(files(await listRecordings(folder.path))).toEqual(['clips/b.wav', 'night/a.wav']);
    expect(files(await listRecordings(folder.at('night/clips')))).toEqual(['wren/0.9.wav']);
  });

  it('reads a folder once, and ends in spite of links to folders around it', async () => {
    await write('A/deep/1.wav');
    symlinkSync('..', folder.at('A/deep/loop'));
    symlinkSync('.', folder.at('all'));
    symlinkSync('A', folder.at('B'));
    const list = await listRecordings(folder.path);
    expect(files(list)).toEqual(['A/deep/1.wav']);
    expect(list.leftOut).toEqual([]);
    expect(list.repeated).toEqual([
      { folder: 'A/deep/loop', as: 'A' },
      { folder: 'B', as: 'A' },
      { folder: 'all', as: '' },
    ]);
  });

  it('gives all paths of one file one identity', async () => {
    await write('a.wav', 'b.wav');
    symlinkSync('a.wav', folder.at('link.wav'));
    linkSync(folder.at('a.wav'), folder.at('hard.wav'));
    const identities = new Map(
      (await listRecordings(folder.path)).recordings.map(({ file, identity }) => [file, identity]),
    );
    expect(identities.get('link.wav')).toBe(identities.get('a.wav'));
    expect(identities.get('hard.wav')).toBe(identities.get('a.wav'));
    expect(identities.get('b.wav')).not.toBe(identities.get('a.wav'));
  });

  it.skipIf(!isPosix)('names pipes, sockets and devices, and waits for none', async () => {
    await write('ok.wav');
    execFileSync('mkfifo', [folder.at('pipe.wav'), folder.at('pipe')]);
    symlinkSync('/dev/zero', folder.at('zero.wav'));
    const server = createServer().listen(folder.at('socket.wav'));
    await new Promise((resolve) => server.once('listening', resolve));
    const list = await listRecordings(folder.path);
    server.close();
    expect(files(list)).toEqual(['ok.wav']);
    expect(omissions(list)).toEqual([
      'pipe.wav: a pipe, not a file',
      'socket.wav: a socket, not a file',
      'zero.wav: a device, not a file',
    ]);
  });

  it.skipIf(process.platform !== 'linux')('names recordings and folders whose names are not UTF-8', async () => {
    await write('ok.wav', 'größer.wav');
    const raw = (...parts: readonly string[]): Buffer =>
      Buffer.concat([Buffer.from(`${folder.path}/`), ...parts.map((part) => Buffer.from(part, 'latin1'))]);
    writeFileSync(raw('gr\xfcn.wav'), WAV);
    writeFileSync(raw('gr\xfcn.txt'), 'text');
    mkdirSync(raw('Gr\xfcnspecht'));
    writeFileSync(raw('Gr\xfcnspecht/1.wav'), WAV);
    const list = await listRecordings(folder.path);
    expect(files(list)).toEqual(['größer.wav', 'ok.wav']);
    expect(omissions(list)).toEqual([
      'Gr\\xfcnspecht: the name is not UTF-8: rename it, for example to Grünspecht',
      'gr\\xfcn.wav: the name is not UTF-8: rename it, for example to grün.wav',
    ]);
  });

  it.skipIf(!isPosix)('names folders that may not be listed, and lists the rest', async () => {
    await write('rec/a.wav', 'lost+found/b.wav', 'closed/c.wav');
    chmodSync(folder.at('lost+found'), 0o000);
    chmodSync(folder.at('closed'), 0o444);
    try {
      const list = await asOrdinaryUser(folder.path, () => listRecordings(folder.path));
      expect(files(list)).toEqual(['rec/a.wav']);
      expect(omissions(list)).toEqual(['closed/c.wav: no permission', 'lost+found: cannot be listed: no permission']);
      if (isRoot) expect(files(await listRecordings(folder.path))).toHaveLength(3);
    } finally {
      chmodSync(folder.at('lost+found'), 0o700);
      chmodSync(folder.at('closed'), 0o700);
    }
  });
});
