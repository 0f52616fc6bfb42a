import { count, plural } from '../../../src/format-number.js';
import type { Estimate, ReportCard, ReportSource } from '../types.js';
import { html, name, type Html, type Part } from './html.js';
import { intervalText, minutesText, NOT_MEASURED, wholePercent } from './text.js';

/** Sections of the page. */
const CONTENTS = [
  ['advice', 'What would help most'],
  ['overview', 'All species'],
  ['each', 'Each species'],
  ['confusion', 'What is taken for what'],
  ['calibration', 'Are the probabilities right?'],
  ['segments', 'Segments by themselves'],
  ['how-to-read', 'How to read this'],
] as const;

/** Title, summary, where the predictions come from, and the measures of all species together. */
export function header(card: ReportCard): Html {
  const { overall, recordings, groups, minutes } = card;
  const { background } = overall;
  const wrong = overall.detected - overall.right;
  return html`<header>
    <h1><span class="kind">Report card of a model</span> ${name(card.model.name)}</h1>
    <p class="summary">${card.summary}</p>
    ${sourceSentence(card.source)}
    <p>
      Measured on ${plural(recordings, 'recording')} in ${plural(groups, 'group')}, ${minutesText(minutes)} of sound.
    </p>
    <dl class="facts">
      ${fact('Recordings whose best species is right', estimate(overall.accuracy))}
      ${fact('Detections that are right', [
        estimate(overall.precision),
        html` <span class="range">${count(overall.right)} right, ${count(wrong)} wrong</span>`,
      ])}
      ${fact('Species present that are detected', estimate(overall.recall))}
      ${fact('Average precision, mean of the species', estimate(overall.averagePrecision))}
      ${fact('AUROC, mean of the species', estimate(overall.auroc))}
      ${
        background.recordings > 0 &&
        fact(
          'Recordings of background with a detection',
          `${count(background.withDetection)} of ${count(background.recordings)}`,
        )
      }
    </dl>
    <p class="muted">
      Small figures below percentages are their 95% intervals. <a href="#how-to-read">How to read this</a> explains the
      terms.
    </p>
    <nav aria-label="Contents">
      <ul>
        ${CONTENTS.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}
      </ul>
    </nav>
  </header>`;
}

function fact(term: string, value: Part): Html {
  return html`<div>
    <dt>${term}</dt>
    <dd>${value}</dd>
  </div>`;
}

/** An estimate with its interval below it. */
export function estimate(value: Estimate | null): Part {
  if (value === null) return html`<span class="muted">${NOT_MEASURED}</span>`;
  return html`${wholePercent(value.value)} <span class="range">${intervalText(value)}</span>`;
}

function sourceSentence(source: ReportSource): Html {
  switch (source.kind) {
    case 'folds':
      return html`<p>
        The recordings were divided into ${plural(source.folds, 'part')}, each judged by a model that only the other
        parts trained. So every prediction here is of a recording that its model did not know. Recordings with the same
        ${name(source.groupBy)} are in the same part.
      </p>`;
    case 'evaluation':
      return html`<p>
          The predictions are those of the model itself, on the recordings of the folder
          <code>${name(source.folder)}</code>.${source.usedInTraining === 0 && ' None of them trained the model.'}
        </p>
        ${
          source.usedInTraining > 0 &&
          html`<p class="caution">
            ${plural(source.usedInTraining, 'recording')} of them trained the model or helped to choose it. The measures
            are therefore better than for new recordings.
          </p>`
        }`;
  }
}
