import { describe, expect, it } from 'vitest';
import { clock, table } from '#cli/commands/classify/table.js';
import { TIMELINE_START } from '#audio/results/formats/format.js';
import { CROW, SILENCE, writeResults } from '../helpers/recording-results.js';

describe('the table of classify', () => {
  it('lists for each recording the ranking, then the detections', () => {
    expect(writeResults(table)).toBe(
      [
        'day 1/wren, morning.wav  (1:15.3)',
        '  ! truncated: the file ends in the middle of the audio',
        '  #  species   mean  highest  detections     for',
        '  1  wren     71.0%    95.0%           1  1.50 s',
        '  2  crow     20.0%    60.0%           1  0.50 s',
        '    from      to  species   mean  highest',
        '  0.00 s  1.50 s  wren     90.0%    95.0%',
        '  1:01.5  1:02.0  crow     60.0%    60.0%',
        '',
        'silence.flac  (2.00 s)',
        '  no signal for 1.50 s',
        '  #  species   mean  highest  detections  for',
        '  1  wren     10.0%    20.0%           -    -',
        '  no detections',
        '',
        'crow.mp3  (3.00 s)',
        '  #  species   mean  highest  detections     for',
        '  1  crow     80.0%    80.0%           1  0.50 s',
        '    from      to  species   mean  highest',
        '  0.50 s  1.00 s  crow     80.0%    80.0%',
        '',
      ].join('\n'),
    );
  });

  it('marks what is unlike its species', () => {
    const known = { novelty: 0.412, unknown: false };
    const strange = { novelty: 0.981, unknown: true };
    const [first] = CROW.detections;
    const result = {
      ...CROW,
      detections: [
        { ...first!, ...known },
        { ...first!, ...strange },
      ],
    };
    const lines = table.recording(result, TIMELINE_START, { bandHz: { lowHz: 0, highHz: 1 } }).split('\n');
    expect(lines.slice(3)).toEqual([
      '    from      to  species   mean  highest  novelty',
      '  0.50 s  1.00 s  crow     80.0%    80.0%     0.41',
      '  0.50 s  1.00 s  crow ?   80.0%    80.0%     0.98',
      '  ? unlike most of the species: perhaps another species, or not a bird',
      '',
    ]);
  });

  it('says if nothing was heard', () => {
    const silent = { ...SILENCE, secondsWithoutSignal: 2, species: [], warnings: ['no signal in the whole recording'] };
    expect(table.recording(silent, TIMELINE_START, { bandHz: { lowHz: 0, highHz: 1 } })).toBe(
      'silence.flac  (2.00 s)\n  ! no signal in the whole recording\n  nothing heard\n',
    );
  });

  it.each([
    [0, '0.00 s'],
    [59.99, '59.99 s'],
    [59.999, '1:00.0'],
    [3599.96, '1:00:00.0'],
    [36_000, '10:00:00.0'],
  ])('formats %d seconds as %s', (seconds, text) => {
    expect(clock(seconds)).toBe(text);
  });
});
