import { expect, test, vi } from 'vitest';
import { cells, docxOf } from '../../../test-utils/docx';
import { ImportError, largestFile, readFile } from './read-file';

const file = (name: string, ...parts: BlobPart[]) => new File(parts, name);
const bytes = (...values: number[]) => new Uint8Array(values);

async function faultOf(imported: File) {
  const error: unknown = await readFile(imported).catch((cause: unknown) => cause);
  return error instanceof ImportError ? error.fault : error;
}

test('blank lines of a text part its paragraphs, and markup in it is text', async () => {
  const { html, title } = await readFile(file('a.txt', 'One\r\ntwo\r\n\r\n<b>Three</b> & four\n'));
  expect(html).toBe('<p>One<br>two</p><p>&lt;b&gt;Three&lt;/b&gt; &amp; four</p>');
  expect(title).toBeNull();
});

test('a text without blank lines has a paragraph in each line', async () => {
  expect((await readFile(file('a.txt', 'One\nTwo'))).html).toBe('<p>One</p><p>Two</p>');
});

test.each([
  ['UTF-8', new TextEncoder().encode('Größe')],
  ['UTF-8 with a mark', bytes(0xef, 0xbb, 0xbf, ...new TextEncoder().encode('Größe'))],
  ['UTF-16, little end first', bytes(0xff, 0xfe, 0x47, 0, 0x72, 0, 0xf6, 0, 0xdf, 0, 0x65, 0)],
  ['UTF-16, big end first', bytes(0xfe, 0xff, 0, 0x47, 0, 0x72, 0, 0xf6, 0, 0xdf, 0, 0x65)],
  ['Windows-1252', bytes(0x47, 0x72, 0xf6, 0xdf, 0x65)],
])('a text in %s is read as it was written', async (_, content) => {
  expect((await readFile(file('a.txt', content))).html).toBe('<p>Größe</p>');
});

test('a page is read in the encoding that it names', async () => {
  const page = file('a.html', '<meta charset="windows-1251"><p>', bytes(0xcf, 0xf0, 0xe8), '</p>');
  expect((await readFile(page)).html).toBe('<p>При</p>');
});

test('Markdown keeps its structure, and its first heading is the title', async () => {
  const { title, html } = await readFile(file('a.md', '# The cell\n\n## Parts\n\n* *nucleus*\n* membrane\n'));
  expect(title).toBe('The cell');
  expect(html.replaceAll('\n', '')).toBe('<h2>Parts</h2><ul><li><em>nucleus</em></li><li>membrane</li></ul>');
});

test('a page keeps its structure and loses its scripts, and its pictures are missed', async () => {
  const page = '<html><title>x</title><script>1</script><p onclick="x()">Hello</p><img src="a.png"></html>';
  expect(await readFile(file('a.html', page))).toMatchObject({ pictures: true, title: null });
  expect((await readFile(file('a.html', page))).html).toMatch(/^<p>Hello<\/p>/);
});

test('a Word document keeps its title, headings, lists and bold words', async () => {
  expect(await readFile(file('a.docx', cells))).toEqual({
    title: 'The cell',
    html: '<h2>Parts</h2><p>Every cell has a <strong>membrane</strong>.</p><ul><li>nucleus</li></ul>',
    pictures: false,
  });
});

test.each([
  ['too_large', file('a.txt', new Uint8Array(largestFile + 1))],
  ['empty', file('a.txt')],
  ['empty', file('a.txt', ' \n ')],
  ['empty', file('a.docx', docxOf('<w:p/>'))],
  ['pdf', file('a.pdf', '%PDF-1.7')],
  ['pdf', file('disguised.docx', '%PDF-1.7')],
  ['old_word', file('a.doc', bytes(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1))],
  ['protected', file('a.docx', bytes(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1))],
  ['damaged', file('a.docx', cells.slice(0, 400))],
  ['damaged', file('a.docx', 'no archive at all')],
  ['unknown', file('a.odt', bytes(0x50, 0x4b, 3, 4))],
  ['unknown', file('a.txt', bytes(0x47, 0, 0x72, 0))],
  ['unknown', file('a.rtf', '{\\rtf1 Hello}')],
])('a file that cannot be read is refused as %s', async (fault, refused) => {
  expect(await faultOf(refused)).toBe(fault);
});

test('a file that went away while it was read is refused as unreadable', async () => {
  const gone = file('a.txt', 'text');
  vi.spyOn(gone, 'arrayBuffer').mockRejectedValue(new DOMException('gone', 'NotReadableError'));
  expect(await faultOf(gone)).toBe('unreadable');
});
