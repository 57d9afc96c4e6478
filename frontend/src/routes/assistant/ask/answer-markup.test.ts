import { expect, test } from 'vitest';
import { blocksOf, citedIn, piecesOf } from './answer-markup';

test('paragraphs and lists are told apart, and lines that go on stay with what they go on', () => {
  expect(blocksOf('One\ntwo\n\n\nThree:\n- a\n  b\n* c\r\n• d\n\nEnd')).toEqual([
    { kind: 'paragraph', text: 'One\ntwo' },
    { kind: 'paragraph', text: 'Three:' },
    { kind: 'list', items: ['a\nb', 'c', 'd'] },
    { kind: 'paragraph', text: 'End' },
  ]);
});

test.each([
  '<img src=x onerror=alert(1)>',
  '-5 degrees',
  '---',
  '[link](javascript:alert(1))',
  '# No heading',
])('%s stays the text that it is', (text) => {
  expect(blocksOf(text)).toEqual([{ kind: 'paragraph', text }]);
  expect(piecesOf(text)).toEqual([{ text }]);
});

test('sources and emphasis are found between the words, and nothing gets lost', () => {
  expect(piecesOf('A **cell**[1][12] lives. [x] ** [12345]')).toEqual([
    { text: 'A ' },
    { strong: 'cell' },
    { cites: 1, text: '[1]' },
    { cites: 12, text: '[12]' },
    { text: ' lives. [x] ** [12345]' },
  ]);
});

test('half of a mark, as it arrives word by word, is text', () => {
  expect(piecesOf('So **far [1')).toEqual([{ text: 'So **far [1' }]);
});

test('a source that is cited twice counts once', () => {
  expect([...citedIn('[2] and **cells [1]** and [2]')]).toEqual([2, 1]);
});
