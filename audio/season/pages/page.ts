import { html, name, renderPage, type Html } from '../../pages/index.js';
import type { PageContext } from './context.js';
import { STYLE } from './style.js';

/** What differs between pages. */
export interface SeasonPage {
  readonly title: string;
  readonly header: Html;
  readonly main: Html;
}

/**
 * Pictures and sounds are files beside the pages. Some browsers do not count those of a page that was opened from disk
 * as its own (`'self'`).
 */
const MEDIA_SOURCES = "'self' file:";

/** Renders a page of a season. */
export function seasonPage({ season, version }: PageContext, { title, header, main }: SeasonPage): string {
  const { model } = season.analysis;
  return renderPage({
    ...{ title, version, header, main },
    style: STYLE,
    mediaSources: MEDIA_SOURCES,
    footer: html`<footer>
      <p>Model ${name(model.name)}, fingerprint <code>${model.fingerprint}</code>. Made by Lyrebird ${version}.</p>
    </footer>`,
  });
}
