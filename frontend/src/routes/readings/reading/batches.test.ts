import { expect, test } from 'vitest';
import { batchesOf } from './batches';

const limits = { texts: 3, characters_per_text: 10, characters_per_call: 10 };

test('a call holds as many texts as it may, in the order of reading', () => {
  expect(batchesOf(['a', 'b', 'c', 'd'], [0, 1, 2, 3], limits)).toEqual([[0, 1, 2], [3]]);
});

test('a call holds no more characters than it may, and an emoji is one of them', () => {
  expect(batchesOf(['1234567', '🙂🙂🙂', 'x'], [0, 1, 2], limits)).toEqual([[0, 1], [2]]);
});

test('a text that is too long for any call goes alone', () => {
  expect(batchesOf(['a', '12345678901', 'b'], [0, 1, 2], limits)).toEqual([[0], [1], [2]]);
});

test('only the wanted texts are sent', () => {
  expect(batchesOf(['a', 'b', 'c'], [2], limits)).toEqual([[2]]);
  expect(batchesOf(['a', 'b', 'c'], [], limits)).toEqual([]);
});
