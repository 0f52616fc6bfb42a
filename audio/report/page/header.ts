import { count, plural } from '../../../src/format-number.js';
import type { ReportCard, ReportSource } from '../types.js';
import { type Html, html, minutesText, name } from '../../pages/index.js';
import { caveatsOf } from './caveats.js';

/** Sections of the page. */
const CONTENTS = [
  ['overview', 'All species'],
  ['advice', 'What would help'],
  ['each', 'Each species'],
  ['confusion', 'Confusions'],
  ['how-to-read', 'Words'],
  ['calibration', 'Scores'],
  ['comparison', 'For comparison'],
] as const;

/** Title, summary, what it does not say, and where the predictions come from. */
export function header(card: ReportCard): Html {
  const { recordings, groups, minutes } = card;
  return html`<header>
    <h1>How well the model “${name(card.model.name)}” knows its birds</h1>
    <p class="summary">${card.summary}</p>
    <p>
      A detection here is a whole recording in which Lyrebird says that a species is heard; songs are not counted. The
      recordings last ${lengthText(minutes / recordings)} on average: longer ones have more chances of a wrong
      detection. <a href="#how-to-read">What words mean here</a>
    </p>
    ${usedInTraining(card.source)}
    <ul>
      ${caveatsOf(card).map((caveat) => html`<li>${caveat}</li>`)}
    </ul>
    <p>
      ${sourceSentence(card.source)} Measured on ${plural(recordings, 'recording')} in ${plural(groups, 'group')},
      ${minutesText(minutes)} of sound.
    </p>
    <nav aria-label="Contents">
      <ul>
        ${CONTENTS.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}
      </ul>
    </nav>
  </header>`;
}

/** Mean length of a recording. */
function lengthText(minutes: number): string {
  return minutes < 1 ? plural(Math.round(60 * minutes), 'second') : minutesText(minutes);
}

function sourceSentence(source: ReportSource): Html {
  switch (source.kind) {
    case 'folds':
      return html`Lyrebird hid ${partOf(source.folds)} of the recordings, trained a model on the others, and tested it
      on the hidden ones: ${times(source.folds)}, until each had been tested, except species of a single group.
      Recordings with the same ${name(source.groupBy)} in metadata.csv were hidden together, so that none was tested by
      a model that knew its group. If groups are people or places, this also says how good it is with new people or
      places; otherwise it does not. Then it trained this model on all of them.`;
    case 'evaluation':
      return html`The model was tested on the recordings of the folder
        <code>${name(source.folder)}</code>.${noneTrained(source)}`;
  }
}

/** Says no more than was compared. */
function noneTrained({ usedInTraining, matchedBy }: Extract<ReportSource, { kind: 'evaluation' }>): string {
  if (usedInTraining > 0 || matchedBy === undefined) return '';
  return matchedBy === 'content' ? ' None of them trained it.' : ' None of them has the name of one that trained it.';
}

function usedInTraining(source: ReportSource): Html | null {
  if (source.kind !== 'evaluation' || source.usedInTraining === 0) return null;
  return html`<p class="caution">
    ${plural(source.usedInTraining, 'recording')} of them trained the model or helped to choose it. New recordings will
    give worse results.
  </p>`;
}

/** A fold among so many. */
function partOf(folds: number): string {
  const words = ['half', 'a third', 'a quarter', 'a fifth', 'a sixth', 'a seventh', 'an eighth', 'a ninth', 'a tenth'];
  return words[folds - 2] ?? `one of ${plural(folds, 'part')}`;
}

function times(folds: number): string {
  const words = ['once', 'twice', 'three times', 'four times', 'five times', 'six times'];
  return words[folds - 1] ?? `${count(folds)} times`;
}
