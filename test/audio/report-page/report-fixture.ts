import type { Mistake, ReportCard, SpeciesReport } from '#audio/report/types.js';
import type { MistakeSound, ReportMedia } from '#audio/report/page/index.js';
import { createRng, type Rng } from '#src/rng.js';

/** Names that break pages which insert them as they are. */
export const HOSTILE_NAMES = [
  '</script><img src=x onerror=alert(1)>',
  "\"><svg onload=alert(2)> ' onfocus='alert(3)",
  'gnp.\u202Eelddim\u0000\u001B[31m\u200B ]]> <!-- &lt;b&gt;',
  'עפרוני קטן & Galerida {{1}} `${1}` </style><style>*{display:none}',
] as const;

const SPECIES = [
  'Turdus merula',
  'Erithacus rubecula',
  'Parus_major',
  HOSTILE_NAMES[0],
  'Sylvia atricapilla',
  HOSTILE_NAMES[1],
  'Fringilla coelebs',
  HOSTILE_NAMES[2],
  'Phylloscopus collybita',
  HOSTILE_NAMES[3],
];

/** Length of sounds, in seconds. */
export const SOUND_SECONDS = 3;

export interface ReportFixtureOptions {
  readonly species?: number;
  /** Of each species, at most. */
  readonly mistakes?: number;
  readonly sampleRateHz?: number;
}

/** A report card with the numbers of invented recordings, and sounds of chirps in noise. */
export function reportFixture(options: ReportFixtureOptions = {}): { card: ReportCard; media: ReportMedia } {
  const { species: speciesCount = SPECIES.length, mistakes = 5, sampleRateHz = 44_100 } = options;
  const rng = createRng(7);
  const names = Array.from({ length: speciesCount }, (_, i) => SPECIES[i] ?? `Species ${i + 1}`);
  const recordings = names.flatMap((species, index) =>
    Array.from({ length: 6 + (index % 5) }, (_, i) => {
      const random = rng.split('recording', index * 100 + i);
      const scores = names.map((_, other) => score(random, other === index, index));
      return { species, index, scores, ...nameOf(species, index, i) };
    }),
  );
  const species = names.map((name, index) => speciesReport(name, index, names, recordings, mistakes));
  const detected = sum(species.map(({ atThreshold }) => atThreshold.right + atThreshold.wrong));
  const right = sum(species.map(({ atThreshold }) => atThreshold.right));
  return {
    card: {
      format: 'lyrebird-report',
      version: 1,
      model: { name: `garden & wood ${HOSTILE_NAMES[0]}`, fingerprint: '5f0c1d'.repeat(10), version: '0.2.0' },
      source: { kind: 'folds', folds: 4, groupBy: 'group' },
      targetPrecision: 0.9,
      summary:
        'It found 45 of 80 birds, each counted once per recording, and 5 of its 50 detections were wrong. ' +
        'Trust three ' +
        'species.',
      advice: [
        `Add recordings of ${HOSTILE_NAMES[0]} from at least four more sessions: it has two.`,
        'Add background/ with rain and wind from your sites: something was detected in 3 of 12 recordings.',
        'Turdus merula and Sylvia atricapilla are taken for each other: check the labels of the six recordings below.',
      ],
      recordings: recordings.length + 12,
      groups: 41,
      minutes: recordings.length * 0.1,
      overall: {
        accuracy: { value: 0.812, low: 0.72, high: 0.89 },
        averagePrecision: { value: 0.841, low: 0.76, high: 0.9 },
        auroc: { value: 0.956, low: 0.92, high: 0.98 },
        detected,
        right,
        precision: { value: right / detected, low: right / detected - 0.09, high: right / detected + 0.07 },
        recall: { value: 0.71, low: 0.6, high: 0.8 },
        unseen: {
          ...{ detected: 90, right: 72 },
          precision: { value: 0.8, low: 0.71, high: 0.88 },
          recall: { value: 0.65, low: 0.55, high: 0.74 },
        },
        background: { recordings: 12, withDetection: 3 },
      },
      segments: {
        segments: 8860,
        accuracy: 0.408,
        averagePrecision: 0.407,
        auroc: 0.701,
        bySpecies: names.map((_, i) => (i === 2 ? null : { averagePrecision: 0.3 + 0.02 * (i % 20), auroc: 0.7 })),
      },
      calibration: {
        error: 0.054,
        bins: Array.from({ length: 10 }, (_, i) => ({
          from: i / 10,
          to: (i + 1) / 10,
          recordings: i < 5 ? 0 : 3.5 * (i - 4),
          meanProbability: i / 10 + 0.06,
          right: Math.min(1, (i / 10) * 0.95 + 0.02),
        })),
      },
      species,
      confusion: {
        species: names,
        counts: [...names.keys(), -1].map((row) =>
          names.map((_, column) =>
            row === -1
              ? column % 3
              : recordings.filter(({ index, scores }) => index === row && best(scores) === column).length,
          ),
        ),
      },
    },
    media: {
      async sound(index, mistake) {
        if (index === 1 && mistake === 1) return undefined;
        const from = species[index]!.mistakes[mistake]!.startSeconds ?? 2.4;
        return chirps(rng.split('sound', index * 100 + mistake), index, Math.max(0, from - 1), sampleRateHz);
      },
    },
  };
}

interface Scored {
  readonly species: string;
  readonly index: number;
  readonly file: string;
  readonly group: string;
  readonly scores: readonly number[];
}

function nameOf(species: string, index: number, i: number): { file: string; group: string } {
  const folder = species.replaceAll('/', '_');
  const file = `${folder}/XC${100_000 + 37 * index + i}${i === 2 ? '"\u202Egpj' : ''}.mp3`;
  return { file, group: `garden, 2024-05-${String(1 + (i % 4)).padStart(2, '0')}` };
}

/** Species are recognised the better, the lower their index. */
function score(rng: Rng, isPresent: boolean, index: number): number {
  const quality = 3 - 2.6 * ((index % 10) / 10);
  const logit = (isPresent ? quality : -3) + 1.6 * rng.normal();
  return 1 / (1 + Math.exp(-logit));
}

function speciesReport(
  name: string,
  index: number,
  names: readonly string[],
  recordings: readonly Scored[],
  most: number,
): SpeciesReport {
  const own = recordings.filter((recording) => recording.index === index);
  const falling = [...recordings].sort((a, b) => b.scores[index]! - a.scores[index]!);
  const curve = falling.map(({ scores }, i) => {
    const found = falling.slice(0, i + 1).filter((recording) => recording.index === index).length;
    const [right, wrong] = [found, i + 1 - found];
    return { threshold: scores[index]!, right, wrong, precision: found / (i + 1), recall: found / own.length };
  });
  const countsAt = (threshold: number) => {
    const detected = recordings.filter(({ scores }) => scores[index]! >= threshold);
    const right = detected.filter((recording) => recording.index === index).length;
    const estimate = (value: number) => ({ value, low: Math.max(0, value - 0.2), high: Math.min(1, value + 0.12) });
    return {
      right,
      wrong: detected.length - right,
      missed: own.length - right,
      precision: detected.length === 0 ? null : estimate(right / detected.length),
      recall: estimate(right / own.length),
    };
  };
  const threshold = 0.5;
  const grade = index % 10 < 3 ? 'reliable' : index % 10 < 8 ? 'check' : index % 10 < 9 ? 'unknown' : 'unusable';
  const taken = new Map<string, number>();
  for (const { scores } of own) {
    const other = names[best(scores)]!;
    if (other !== name) taken.set(other, (taken.get(other) ?? 0) + 1);
  }
  return {
    species: name,
    recordings: own.length,
    groups: Math.min(4, own.length),
    minutes: own.length * 0.1,
    grade,
    sentence: {
      reliable: 'Detections can be used as they are.',
      check: 'Listen to each detection: about one in four is wrong.',
      unknown: 'Not known: 3 recordings say too little. Listen to its detections.',
      unusable: 'Do not use it: scores of its 6 recordings may be no better than chance among the 40 others.',
    }[grade],
    threshold,
    atThreshold: countsAt(threshold),
    trust: grade === 'unusable' || grade === 'unknown' ? null : { threshold: 0.82, ...countsAt(0.82) },
    averagePrecision:
      index === 9 ? null : { value: 0.95 - 0.05 * (index % 10), low: 0.6 - 0.04 * (index % 10), high: 0.99 },
    auroc: index === 9 ? null : { value: 0.98 - 0.02 * (index % 10), low: 0.8, high: 0.998 },
    curve: index === 9 ? [] : curve,
    listed: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.82, 0.9, 0.95, 0.99].map((value) => {
      const { right, wrong } = countsAt(value);
      return { threshold: value, right, wrong };
    }),
    takenFor: [...taken].map(([species, count]) => ({ species, recordings: count })),
    alsoDetected: index % 2 === 0 ? [] : [{ species: names[0]!, recordings: 2 }],
    wrongIn: [
      { species: names[(index + 1) % names.length]!, recordings: 1 },
      { species: null, recordings: 1 },
    ],
    mistakes: Array.from({ length: most }, (_, i) => mistake(recordings, own, index, i)),
  };
}

function mistake(recordings: readonly Scored[], own: readonly Scored[], index: number, i: number): Mistake {
  if (i % 2 === 1) {
    const { file, group, species } = own[i % own.length]!;
    const detected = i === 1 ? [] : ['Erithacus rubecula'];
    return { kind: 'missed', file, group, truth: [species], detected, score: 0.31 - 0.02 * i };
  }
  const { file, group, species } = recordings[(index * 13 + i * 7 + 11) % recordings.length]!;
  const startSeconds = i === 4 ? 3725.2 : 1.5 + i;
  const truth = i === 0 ? [] : [species];
  const detected = [own[0]!.species];
  const endSeconds = startSeconds + (i === 2 ? 7 : 1.1);
  return { kind: 'wrong', file, group, truth, detected, score: 0.97 - 0.05 * i, startSeconds, endSeconds };
}

/** A few sweeps in pink-like noise. */
function chirps(rng: Rng, index: number, startSeconds: number, sampleRateHz: number): MistakeSound {
  const samples = new Float32Array(SOUND_SECONDS * sampleRateHz);
  let low = 0;
  for (let t = 0; t < samples.length; t++) {
    low = 0.9 * low + 0.1 * rng.normal();
    samples[t] = 0.02 * low + 0.002 * rng.normal();
  }
  const [base, length] = [2000 + 450 * (index % 10), 0.12 + 0.02 * (index % 7)];
  for (let start = 0.15; start + length < SOUND_SECONDS; start += length + 0.08 + 0.3 * rng.uniform()) {
    const rise = 3000 * (rng.uniform() - 0.3);
    const first = Math.floor(start * sampleRateHz);
    for (let t = 0; t < length * sampleRateHz; t++) {
      const at = t / sampleRateHz;
      const envelope = Math.sin((Math.PI * at) / length) ** 2;
      const phase = 2 * Math.PI * (base * at + (rise * at ** 2) / (2 * length));
      samples[first + t]! += 0.3 * envelope * (Math.sin(phase) + 0.15 * Math.sin(2 * phase));
    }
  }
  return { samples, sampleRateHz, startSeconds };
}

function best(scores: readonly number[]): number {
  return scores.indexOf(Math.max(...scores));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The same card with hostile text in place of every name and sentence. */
export function hostileCard(card: ReportCard): ReportCard {
  let next = 0;
  const fixed = new Set(['kind', 'grade', 'format']);
  const text = JSON.stringify(card, (key, value: unknown) =>
    typeof value === 'string' && !fixed.has(key) ? HOSTILE_NAMES[next++ % HOSTILE_NAMES.length] : value,
  );
  return JSON.parse(text) as ReportCard;
}
