import type { Mistake, SpeciesReport } from '../types.js';
import { type Html, html, joined, name, type Part, scoreText, spanText, speciesName } from '../../pages/index.js';
import type { ShownMistake } from './shown-media.js';

/** A mistake: the bird, what the program said, picture and sound. */
export function mistakeItem({ species }: SpeciesReport, mistake: Mistake, shown: ShownMistake): Html {
  const { file, group, truth, kind, startSeconds, endSeconds } = mistake;
  const { picture = null, player = null, caption = null } = shown;
  return html` <li>
    <h5>${kind === 'wrong' ? 'Wrong detection' : 'Missed'}</h5>
    <dl class="pairs">
      <dt>Bird</dt>
      <dd>${truth.length === 0 ? 'none' : names(truth)}</dd>
      <dt>Program</dt>
      <dd>${whatWasSaid(species, mistake)}</dd>
      ${
        startSeconds !== undefined &&
        endSeconds !== undefined &&
        html`<dt>Time</dt>
          <dd>${spanText(startSeconds, endSeconds)}</dd>`
      }
      <dt>File</dt>
      <dd><code>${name(file)}</code></dd>
      ${
        !isNamedAfter(group, file) &&
        html`<dt>Group</dt>
          <dd>${name(group)}</dd>`
      }
    </dl>
    ${
      (picture !== null || player !== null) &&
      html`<figure>
        ${picture}
        <figcaption>${caption}</figcaption>
        ${player}
      </figure>`
    }
    ${shown.unreadable === true && html`<p>No picture or sound: the recording could not be read.</p>`}
  </li>`;
}

function whatWasSaid(species: string, { kind, detected, truth, score }: Mistake): Html {
  const others = detected.filter((other) => other !== species);
  if (kind === 'wrong') {
    const besides = others.length > 0 && html`; also ${names(others)}`;
    return html`${speciesName(species)} (score ${scoreText(score)})${besides}`;
  }
  const own = html`(score of ${speciesName(species)}: ${scoreText(score)})`;
  if (others.length === 0) return html`nothing ${own}`;
  return html`${names(others)}${others.every((other) => !truth.includes(other)) && ' instead'} ${own}`;
}

function names(species: readonly string[]): Part {
  return joined(species.map(speciesName), ', ');
}

/** Whether a group says no more than its file: a recording that is a group of its own. */
function isNamedAfter(group: string, file: string): boolean {
  const base = file.slice(file.lastIndexOf('/') + 1);
  return [file, base, base.replace(/\.[^.]*$/, '')].includes(group);
}
