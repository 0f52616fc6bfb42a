import { describe, expect, it } from 'vitest';
import { FIRST, placeAfter } from '#audio/classify/formats/format.js';
import { type FormatName } from '#audio/classify/formats/names.js';
import { formats } from '#audio/classify/formats/index.js';
import { clock } from '#cli/commands/classify/table.js';
import type { RecordingResult } from '#audio/classify/types.js';

const WREN: RecordingResult = {
  file: 'day 1/wren, morning.wav',
  durationSeconds: 75.25,
  species: [
    { species: 'wren', probability: 0.71 },
    { species: 'crow', probability: 0.2 },
  ],
  segments: [
    { startSeconds: 0, endSeconds: 1.5, species: 'wren', probability: 0.9, maxProbability: 0.95, segmentCount: 21 },
    { startSeconds: 61.5, endSeconds: 62, species: 'crow', probability: 0.6, maxProbability: 0.6, segmentCount: 1 },
  ],
  warnings: ['truncated: the file ends in the middle of its sound'],
};
const SILENCE: RecordingResult = {
  file: 'silence.flac',
  durationSeconds: 2,
  species: [{ species: 'wren', probability: 0.1 }],
  segments: [],
  warnings: [],
};
const CROW: RecordingResult = {
  file: 'crow.mp3',
  durationSeconds: 3,
  species: [{ species: 'crow', probability: 0.8 }],
  segments: [
    { startSeconds: 0.5, endSeconds: 1, species: 'crow', probability: 0.8, maxProbability: 0.8, segmentCount: 1 },
  ],
  warnings: [],
};

function written(name: FormatName, top?: number): string {
  const format = formats[name];
  const options = { highestHz: 22050, ...(top === undefined ? {} : { top }) };
  let text = format.header;
  let place = FIRST;
  for (const result of [WREN, SILENCE, CROW]) {
    text += format.recording(result, place, options);
    place = placeAfter(place, result);
  }
  return text;
}

const tabbed = (rows: readonly (readonly string[])[]): string => rows.map((row) => `${row.join('\t')}\n`).join('');

describe('formats of classify', () => {
  it('json: one object a recording, one a line', () => {
    const lines = written('json').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([WREN, SILENCE, CROW]);
  });

  it('json: --top shortens the ranking and nothing else', () => {
    const [first] = written('json', 1).split('\n');
    expect(JSON.parse(first!)).toEqual({ ...WREN, species: [WREN.species[0]] });
  });

  it('csv: a row a run, and one for a recording without runs', () => {
    expect(written('csv')).toBe(
      [
        'file,duration_seconds,recording_species,recording_probability,species,start_seconds,end_seconds,probability,max_probability,segment_count',
        '"day 1/wren, morning.wav",75.25,wren,0.71,wren,0,1.5,0.9,0.95,21',
        '"day 1/wren, morning.wav",75.25,wren,0.71,crow,61.5,62,0.6,0.6,1',
        'silence.flac,2,wren,0.1,,,,,,',
        'crow.mp3,3,crow,0.8,crow,0.5,1,0.8,0.8,1',
        '',
      ].join('\n'),
    );
  });

  it('raven: a selection table whose times count on from file to file', () => {
    const common = (file: string, path: string): string[] => ['0', '22050', file, path];
    expect(written('raven')).toBe(
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
        ],
        [
          ...['1', 'Spectrogram 1', '1', '0.000', '1.500'],
          ...common('wren, morning.wav', WREN.file),
          ...['0.000', 'wren', '0.9000'],
        ],
        [
          ...['2', 'Spectrogram 1', '1', '61.500', '62.000'],
          ...common('wren, morning.wav', WREN.file),
          ...['61.500', 'crow', '0.6000'],
        ],
        [
          ...['3', 'Spectrogram 1', '1', '77.750', '78.250'],
          ...common('crow.mp3', 'crow.mp3'),
          ...['0.500', 'crow', '0.8000'],
        ],
      ]),
    );
  });

  it('audacity: a label track whose times count on, and whose labels name later files', () => {
    expect(written('audacity')).toBe(
      tabbed([
        ['0.000000', '1.500000', 'wren 0.90'],
        ['61.500000', '62.000000', 'crow 0.60'],
        ['77.750000', '78.250000', 'crow 0.80 [crow.mp3]'],
      ]),
    );
  });

  it('table: the ranking, then the runs', () => {
    expect(written('table')).toBe(
      [
        'day 1/wren, morning.wav  (1:15.3)',
        '  ! truncated: the file ends in the middle of its sound',
        '  #  species  probability',
        '  1  wren           71.0%',
        '  2  crow           20.0%',
        '    from      to  species   mean  highest',
        '  0.00 s  1.50 s  wren     90.0%    95.0%',
        '  1:01.5  1:02.0  crow     60.0%    60.0%',
        '',
        'silence.flac  (2.00 s)',
        '  #  species  probability',
        '  1  wren           10.0%',
        '  no segment above the minimum probability',
        '',
        'crow.mp3  (3.00 s)',
        '  #  species  probability',
        '  1  crow           80.0%',
        '    from      to  species   mean  highest',
        '  0.50 s  1.00 s  crow     80.0%    80.0%',
        '',
      ].join('\n'),
    );
  });

  it.each([
    [0, '0.00 s'],
    [59.99, '59.99 s'],
    [59.999, '1:00.0'],
    [3599.96, '1:00:00.0'],
    [36_000, '10:00:00.0'],
  ])('%d seconds read %s', (seconds, text) => {
    expect(clock(seconds)).toBe(text);
  });
});
