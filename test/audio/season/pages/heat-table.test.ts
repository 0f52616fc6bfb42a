import { expect, it } from 'vitest';
import { html, markupOf } from '#audio/pages/index.js';
import { heatTable } from '#audio/season/pages/heat-table.js';

it('shades as many cells as a season of thousands of species has, by the largest of them', () => {
  const columns = Array.from({ length: 24 }, (_, hour) => String(hour));
  const cells = columns.map((_, hour) => hour);
  const row = (label: number) => ({ label: html`${label}`, cells, total: '' });
  const table = heatTable({
    ...{ id: 'map', caption: html`hours`, corner: 'Species', columns, kind: 'hours', totalLabel: 'All', text: String },
    rows: [...Array.from({ length: 6000 }, (_, n) => row(n)), { ...row(7000), cells: [null, 99, ...cells.slice(2)] }],
  });
  const text = markupOf(table);
  const shadeOf = (value: number): string => new RegExp(`class="([^"]*)"[^>]*>${value}<`).exec(text)![1]!;
  expect(shadeOf(99)).not.toBe(shadeOf(23));
  expect(shadeOf(23)).not.toBe(shadeOf(1));
});
