import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TIMELINE_START } from '#audio/results/formats/format.js';
import { speciesNames } from '#audio/taxonomy/index.js';
import { FORMAT_NAMES, loadFormat, type FormatName } from '#audio/results/formats/names.js';
import { CROW, SILENCE, WREN, writeResults } from '../../helpers/recording-results.js';

const written = async (name: FormatName, top?: number): Promise<string> => writeResults(await loadFormat(name), top);

const tabbed = (rows: readonly (readonly string[])[]): string => rows.map((row) => `${row.join('\t')}\n`).join('');

describe('output formats', () => {
  it('json: one object per recording and line', async () => {
    const lines = (await written('json')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([WREN, SILENCE, CROW]);
  });

  it('json: --top shortens the ranking and nothing else', async () => {
    const [first] = (await written('json', 1)).split('\n');
    expect(JSON.parse(first!)).toEqual({ ...WREN, species: [WREN.species[0]] });
  });

  it('csv: one row per detection, and one for a recording without detections', async () => {
    expect(await written('csv')).toBe(
      [
        'file,duration_seconds,seconds_without_signal,' +
          'species,start_seconds,end_seconds,probability,max_probability,segment_count,novelty,unknown,channel,model',
        '"day 1/wren, morning.wav",75.25,0,wren,0,1.5,0.9,0.95,21,,,,birds (0123456789abcdef)',
        '"day 1/wren, morning.wav",75.25,0,crow,61.5,62,0.6,0.6,1,,,,birds (0123456789abcdef)',
        'silence.flac,2,1.5,,,,,,,,,,birds (0123456789abcdef)',
        'crow.mp3,3,0,crow,0.5,1,0.8,0.8,1,,,,birds (0123456789abcdef)',
        '',
      ].join('\n'),
    );
  });

  it('raven: a selection table whose times continue from file to file', async () => {
    const common = (file: string, path: string): string[] => ['150', '10000', file, path];
    expect(await written('raven')).toBe(
      tabbed([
        [
          'Selection',
          'View',
          'Channel',
          'Begin Time (s)',
          'End Time (s)',
          'Low Freq (Hz)',
          'High Freq (Hz)',
          'Begin File',
          'Begin Path',
          'File Offset (s)',
          'Species',
          'Confidence',
          'Novelty',
          'Model',
        ],
        [
          ...['1', 'Spectrogram 1', '1', '0.000', '1.500'],
          ...common('wren, morning.wav', resolve(WREN.file)),
          ...['0.000', 'wren', '0.9000', '', 'birds (0123456789abcdef)'],
        ],
        [
          ...['2', 'Spectrogram 1', '1', '61.500', '62.000'],
          ...common('wren, morning.wav', resolve(WREN.file)),
          ...['61.500', 'crow', '0.6000', '', 'birds (0123456789abcdef)'],
        ],
        [
          ...['3', 'Spectrogram 1', '1', '77.750', '78.250'],
          ...common('crow.mp3', resolve('crow.mp3')),
          ...['0.500', 'crow', '0.8000', '', 'birds (0123456789abcdef)'],
        ],
      ]),
    );
  });

  it('raven: the path is absolute, and the band ends where the recording has no more frequencies', async () => {
    const options = { bandHz: { lowHz: 150, highHz: 10_000 }, path: '/night/a b.wav' };
    const raven = await loadFormat('raven');
    const cells = raven.recording({ ...CROW, sampleRateHz: 16_000 }, TIMELINE_START, options).split('\t');
    expect(cells.slice(5, 10)).toEqual(['150', '8000', 'a b.wav', '/night/a b.wav', '0.500']);
  });

  it('birdnet: the columns of BirdNET-Analyzer', async () => {
    expect(await written('birdnet')).toBe(
      [
        'Start (s),End (s),Scientific name,Common name,Confidence,File',
        `0.0,1.5,wren,wren,0.9000,"${resolve(WREN.file)}"`,
        `61.5,62.0,crow,crow,0.6000,"${resolve(WREN.file)}"`,
        `0.5,1.0,crow,crow,0.8000,${resolve('crow.mp3')}`,
        '',
      ].join('\n'),
    );
  });

  it('birdnet: names of the species, as far as they are known', async () => {
    const birdnet = await loadFormat('birdnet');
    const names = speciesNames([[{ scientificName: 'Parus major', commonName: 'Great Tit' }]]);
    const options = { bandHz: { lowHz: 0, highHz: 1 }, path: '/a.wav', names };
    const species = ['Parus_major', 'Apus_apus', 'Sitta europaea_Eurasian Nuthatch', 'great_tit', 'Great Tit'];
    const detections = species.map((name) => ({ ...CROW.detections[0]!, species: name }));
    const lines = birdnet
      .recording({ ...CROW, detections }, TIMELINE_START, options)
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => line.split(',').slice(2, 4).join(', '))).toEqual([
      'Parus major, Great Tit',
      'Apus apus, Apus apus',
      'Sitta europaea, Eurasian Nuthatch',
      'Parus major, Great Tit',
      'Parus major, Great Tit',
    ]);
  });

  it('audacity: a label track whose times continue, and whose labels name all files but the first', async () => {
    expect(await written('audacity')).toBe(
      tabbed([
        ['0.000000', '1.500000', 'wren 0.90'],
        ['61.500000', '62.000000', 'crow 0.60'],
        ['77.750000', '78.250000', 'crow 0.80 [crow.mp3]'],
      ]),
    );
  });

  it('name the channel of a detection', async () => {
    const options = { bandHz: { lowHz: 0, highHz: 1 } };
    const right = { ...CROW, detections: CROW.detections.map((detection) => ({ ...detection, channel: 2 })) };
    const text = async (name: FormatName): Promise<string> =>
      (await loadFormat(name)).recording(right, TIMELINE_START, options);
    expect((await text('raven')).split('\t').slice(0, 4)).toEqual(['1', 'Spectrogram 1', '2', '0.500']);
    expect(await text('csv')).toBe('crow.mp3,3,0,crow,0.5,1,0.8,0.8,1,,,2,birds (0123456789abcdef)\n');
    expect(await text('audacity')).toBe('0.500000\t1.000000\tcrow 0.80 channel 2\n');
    expect(JSON.parse(await text('json'))).toEqual(right);
  });

  it('mark what is unlike the species', async () => {
    const options = { bandHz: { lowHz: 0, highHz: 1 } };
    const strange = { novelty: 0.981, unknown: true };
    const result = { ...CROW, detections: CROW.detections.map((detection) => ({ ...detection, ...strange })) };
    const text = async (name: FormatName): Promise<string> =>
      (await loadFormat(name)).recording(result, TIMELINE_START, options);
    expect((await text('raven')).split('\t').slice(11, 13)).toEqual(['0.8000', '0.981']);
    expect(await text('csv')).toBe('crow.mp3,3,0,crow,0.5,1,0.8,0.8,1,0.981,true,,birds (0123456789abcdef)\n');
    expect(await text('audacity')).toBe('0.500000\t1.000000\tcrow? 0.80\n');
    expect(JSON.parse(await text('json'))).toEqual(result);
  });

  it.each(FORMAT_NAMES)('%s has its own name and file extensions', async (name) => {
    const format = await loadFormat(name);
    expect(format.name).toBe(name);
    const others = await Promise.all(FORMAT_NAMES.filter((other) => other !== name).map(loadFormat));
    for (const other of others) {
      expect(other.extension).not.toBe(format.extension);
      expect(other.combinedName).not.toBe(format.combinedName);
    }
  });
});
