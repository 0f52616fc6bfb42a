import { createHash } from 'node:crypto';
import { html, markupOf, trusted, type Html } from './html.js';

/** A page of HTML. */
export interface PageContent {
  readonly title: string;
  /** Version of the program that makes it. */
  readonly version: string;
  /** The style sheet: the only one that its policy allows. */
  readonly style: string;
  /** Where pictures and sounds may come from, as sources of a Content-Security-Policy: `data:`. */
  readonly mediaSources: string;
  /** What comes before the content: title, summary, contents. */
  readonly header: Html;
  readonly main: Html;
  readonly footer: Html;
}

/**
 * Renders a page that runs no script, and loads nothing but its pictures and sounds: its policy forbids all else, even
 * if a name were to slip through as HTML.
 */
export function renderPage({ title, version, style, mediaSources, header, main, footer }: PageContent): string {
  const policy = [
    "default-src 'none'",
    `img-src ${mediaSources}`,
    `media-src ${mediaSources}`,
    `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>\n${markupOf(
    html`<html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="generator" content="Lyrebird ${version}" />
        <title>${title}</title>
        ${trusted(`<style>${style}</style>`)}
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        ${header}
        <main id="content">${main}</main>
        ${footer}
      </body>
    </html> `,
  )}`;
}
