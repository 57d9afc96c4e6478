import { expect, test } from 'vitest';
import { splitTitle, structured } from './clean';

/** As Word 365 for Windows puts a list on the clipboard. */
const item = (level: number, marker: string, text: string) =>
  `<p class=MsoListParagraphCxSpMiddle style='margin-left:36.0pt;text-indent:-18.0pt;mso-list:l0 level${level} lfo1'>` +
  `<![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>${marker}` +
  `<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]>${text}<o:p></o:p></p>`;

const plain = (html: string) => structured(html).replaceAll(/<!--.*?-->|<\/?(span|o:p)>|\n/g, '');

test('bullets of Word become a list', () => {
  expect(
    plain(`<p class=MsoNormal>Bring:</p>${item(1, '·', 'a pen')}${item(1, '·', 'paper')}<p>Thanks</p>`),
  ).toBe('<p>Bring:</p><ul><li><p>a pen</p></li><li><p>paper</p></li></ul><p>Thanks</p>');
});

test('numbers of Word become a numbered list, and what is indented a list inside', () => {
  expect(plain(item(1, '1.', 'one') + item(2, 'a)', 'half') + item(1, '2.', 'two'))).toBe(
    '<ol><li><p>one</p><ol><li><p>half</p></li></ol></li><li><p>two</p></li></ol>',
  );
});

test('numbers after bullets are another list', () => {
  expect(plain(item(1, '·', 'a pen') + item(1, '1.', 'one'))).toBe(
    '<ul><li><p>a pen</p></li></ul><ol><li><p>one</p></li></ol>',
  );
});

test('a title and a quotation of Word are a heading and a quotation', () => {
  expect(plain('<p class=MsoTitle>Cells</p><p class=MsoQuote>Omnis cellula</p>')).toBe(
    '<h2>Cells</h2><blockquote>Omnis cellula</blockquote>',
  );
});

test('letters that a style makes bold or italic are so by themselves', () => {
  expect(plain('<p><span style="font-weight:700;font-style:italic">both</span></p>')).toBe(
    '<p><em><strong>both</strong></em></p>',
  );
});

test('what Google Docs wraps everything in does not make everything bold', () => {
  expect(plain('<b style="font-weight:normal;" id="docs-internal-guid-1"><p>plain</p></b>')).toBe(
    '<p>plain</p>',
  );
});

test('no style, class, handler or script is left', () => {
  const dirty =
    '<p class="x" style="color:red" onclick="alert(1)">a<script>alert(1)</script></p><style>p{}</style>';
  expect(structured(dirty)).toBe('<p>a</p>');
});

test('headings begin below the title, and none is deeper than the fourth', () => {
  expect(plain('<h1>a</h1><h2>b</h2><h5>c</h5>')).toBe('<h2>a</h2><h3>b</h3><h4>c</h4>');
  expect(plain('<h2>b</h2><h3>c</h3>')).toBe('<h2>b</h2><h3>c</h3>');
});

test('a text that begins with a heading has it as its title', () => {
  expect(splitTitle('<h1>The\n cell</h1><p>Text</p>')).toEqual({ title: 'The cell', html: '<p>Text</p>' });
  expect(splitTitle('<p>Text</p><h1>Late</h1>')).toEqual({ title: null, html: '<p>Text</p><h1>Late</h1>' });
});
