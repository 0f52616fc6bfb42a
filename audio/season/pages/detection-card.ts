import { html, name, partCaption, scoreText, spanText, spectrogramFigure, type Html } from '../../pages/index.js';
import type { SeasonDetection } from '../tally/index.js';
import { addressFrom } from './addresses.js';
import type { PageContext } from './context.js';
import { siteName, whenText } from './words.js';

/** Mark of detections that may be of another species. */
export const UNKNOWN = html`<span class="unknown">? unknown</span>`;

/** A detection with its spectrogram and sound. @param page that it is on */
export function detectionCard(context: PageContext, detection: SeasonDetection, page: string): Html {
  const { season, addresses, clips } = context;
  const { recording, score, startSeconds, endSeconds, novelty, unknown, channel } = detection;
  const { file, site, clock } = season.recordings[recording]!;
  const tally = season.sites[site]!;
  return html`<li>
    <h3>
      ${scoreText(score)}
      <span class="what">${whenText(clock, startSeconds) ?? 'no date'}</span>
      ${unknown && UNKNOWN}
    </h3>
    ${heardPart(clips.of(detection), { file, startSeconds, endSeconds }, page)}
    <dl class="pairs">
      ${
        tally.name !== null &&
        html`<dt>Site</dt>
          <dd><a href="${addressFrom(page, addresses.sites[site]!)}">${siteName(tally)}</a></dd>`
      }
      <dt>File</dt>
      <dd><code>${name(file)}</code></dd>
      <dt>In the file</dt>
      <dd>${spanText(startSeconds, endSeconds)}${channel !== undefined && html`, channel ${channel}`}</dd>
      ${
        novelty !== undefined &&
        html`<dt>Novelty</dt>
          <dd>${scoreText(novelty)}</dd>`
      }
    </dl>
  </li>`;
}

function heardPart(
  clip: ReturnType<PageContext['clips']['of']>,
  heard: { readonly file: string; readonly startSeconds: number; readonly endSeconds: number },
  page: string,
): Html {
  if (typeof clip === 'string') return html`<p>No picture or sound: ${clip}.</p>`;
  const { sound, picture, startSeconds, endSeconds, ...shown } = clip;
  return html`<figure>
    ${spectrogramFigure(heard, { ...shown, url: addressFrom(page, picture) })}
    ${heard.endSeconds > endSeconds && html`<figcaption>${partCaption(heard, startSeconds, endSeconds)}</figcaption>`}
    <audio
      controls
      preload="metadata"
      aria-label="Sound of ${heard.file}, ${spanText(startSeconds, endSeconds)}"
      src="${addressFrom(page, sound)}"
    ></audio>
  </figure>`;
}
