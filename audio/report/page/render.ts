import type { ReportCard } from '../types.js';
import { html, name, renderPage, type Html } from '../../pages/index.js';
import { header } from './header.js';
import { howToReadSection } from './how-to-read.js';
import { calibrationSection, drawCalibration } from './calibration-section.js';
import { comparisonSection } from './comparison-section.js';
import { confusionSection } from './confusion-section.js';
import type { ReportMedia } from './media.js';
import { adviceSection, overviewSection } from './overview.js';
import { NO_MEDIA, shownMedia, type ShownMedia } from './shown-media.js';
import { drawCurves, speciesSection } from './species-section.js';
import { STYLE } from './style.js';

/** Largest page: still opened by a browser at once, and sent by e-mail. */
const MAX_BYTES = 20_000_000;
/** Room for the sentence that says what was left out. */
const NOTE_BYTES = 1000;

/** Options of a page. */
export interface RenderReportOptions {
  /** Largest size of the page in bytes, as far as pictures and sounds can be left out. Default: 20 MB. */
  readonly maxBytes?: number;
}

interface Charts {
  readonly curves: readonly (Html | null)[];
  readonly calibration: Html | null;
}

/**
 * Renders a report card as one HTML file that loads nothing else and runs no script. If it would become larger than
 * 20 MB, the worst mistakes of each species have pictures and sounds, and the page says what it left out.
 * @throws whatever `media.sound` throws
 */
export async function renderReport(
  card: ReportCard,
  media: ReportMedia,
  { maxBytes = MAX_BYTES }: RenderReportOptions = {},
): Promise<string> {
  const charts = { curves: await drawCurves(card), calibration: await drawCalibration(card.calibration) };
  const withoutMedia = Buffer.byteLength(page(card, charts, NO_MEDIA));
  const shown = await shownMedia(card, media, maxBytes - withoutMedia - NOTE_BYTES);
  return page(card, charts, shown);
}

function page(card: ReportCard, { curves, calibration }: Charts, media: ShownMedia): string {
  const { model } = card;
  return renderPage({
    title: `How well ${model.name} knows its birds`,
    version: model.version,
    style: STYLE,
    mediaSources: 'data:',
    header: header(card),
    main: html`${overviewSection(card)} ${adviceSection(card)}
      <section aria-labelledby="each">
        <h2 id="each">Each species</h2>
        ${leftOutNote(card, media)}
        ${card.species.map((_, index) => speciesSection(card, index, curves[index] ?? null, media))}
      </section>
      ${confusionSection(card)} ${howToReadSection(card)} ${calibrationSection(card, calibration)}
      ${comparisonSection(card)}`,
    footer: html`<footer>
      <p>
        Model ${name(model.name)}, fingerprint <code>${model.fingerprint}</code>. Made by Lyrebird ${model.version}.
      </p>
    </footer>`,
  });
}

function leftOutNote({ species }: ReportCard, { withoutPicture, withoutSound }: ShownMedia): Html | false {
  if (withoutPicture === 0 && withoutSound === 0) return false;
  const mistakes = species.reduce((sum, report) => sum + report.mistakes.length, 0);
  const pictures = withoutPicture > 0 ? `, and ${withoutPicture} no picture` : '';
  const what = `${withoutSound} of ${mistakes} mistakes have no sound${pictures}`;
  return html`<p>To keep this file small, ${what}. The worst of each species come first.</p>`;
}
