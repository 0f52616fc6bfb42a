import { describe, expect, it } from 'vitest';
import { html, joined, markupOf, name, trusted } from '#audio/pages/html.js';

describe('a template of HTML', () => {
  it('escapes text for content and for attributes', () => {
    const text = `<b title="x">it's & so on</b>`;
    expect(markupOf(html`<p title="${text}">${text}</p>`)).toBe(
      '<p title="&lt;b title=&quot;x&quot;&gt;it&#39;s &amp; so on&lt;/b&gt;">' +
        '&lt;b title=&quot;x&quot;&gt;it&#39;s &amp; so on&lt;/b&gt;</p>',
    );
  });

  it('shows characters that control writing or cannot be seen', () => {
    expect(markupOf(html`${'gnp.\u202Eelddim\u0000\u001B[31m\u200B\uD800'}`)).toBe(
      'gnp.\\u202eelddim\\u0000\\u001b[31m\\u200b\\ud800',
    );
  });

  it('inserts templates, lists of them, and numbers; null and false are nothing', () => {
    const item = (text: string) => html`<b>${text}</b>`;
    expect(markupOf(html`<p>${['<', 'c'].map(item)}${0}${null}${false}</p>`)).toBe('<p><b>&lt;</b><b>c</b>0</p>');
    expect(markupOf(joined([item('a'), item('c')], ' & '))).toBe('<b>a</b> &amp; <b>c</b>');
  });

  it('inserts what it is told to trust as it is, and nothing else that looks like it', () => {
    expect(markupOf(trusted('<hr>'))).toBe('<hr>');
    const parsed = JSON.parse('{"markup":"<hr>"}') as never;
    expect(markupOf(html`<p>${parsed}</p>`)).not.toContain('<hr>');
  });

  it('isolates names', () => {
    expect(markupOf(name('עפרוני'))).toBe('<bdi>עפרוני</bdi>');
  });

  it('refuses attributes without quotes', () => {
    // Split, so that the formatter does not add the quotes.
    const strings = Object.assign(['<p title=', '>'], { raw: [] });
    expect(() => html(strings, 'a onclick')).toThrow('attribute without quotes: <p title=');
  });
});
