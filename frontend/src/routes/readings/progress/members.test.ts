import { expect, test } from 'vitest';
import { member } from '../../../test-utils/fixtures';
import { chosen, type Filter, named, sorted } from './members';

const all = named(
  [
    member({ user_id: '1', name: 'Zoë Émile', email: 'zoe@example.org', done_at: '2026-11-20T10:00:00Z' }),
    member({
      user_id: '2',
      name: 'Adam Smith',
      done_at: '2026-11-21T10:00:00Z',
      grade: { state: 'failed', reason: 'refused', next_attempt: null, sent_at: null },
    }),
    member({ user_id: '3', name: null }),
    member({ user_id: '4', name: 'Ödön Kis' }),
  ],
  (number) => `Student ${number}`,
);
const ids = (members: readonly { user_id: string }[]) => members.map(({ user_id }) => user_id).join('');

test('a member without a name is known by their place in the list', () => {
  expect(all[2]?.shown).toBe('Student 3');
});

test.each<[Filter, string]>([
  ['all', '1234'],
  ['done', '12'],
  ['not_done', '34'],
  ['problem', '2'],
])('the filter %s lets through members %s', (filter, expected) => {
  expect(ids(chosen(all, filter, ''))).toBe(expected);
});

test.each([
  ['emile ZOE', '1'],
  ['example.org', '1'],
  ['student 3', '3'],
  ['4', '4'],
  ['nobody', ''],
])('a search for "%s" finds members "%s"', (search, expected) => {
  expect(ids(chosen(all, 'all', search))).toBe(expected);
});

test('names are sorted as the language sorts them, and numbers as numbers', () => {
  expect(ids(sorted(all, { key: 'name', descending: false }, 'en'))).toBe('2431');
  expect(ids(sorted(all, { key: 'name', descending: true }, 'en'))).toBe('1342');
  const many = named(
    [2, 10, 1].map((id) => member({ user_id: String(id), name: `Student ${id}` })),
    String,
  );
  expect(ids(sorted(many, { key: 'name', descending: false }, 'en'))).toBe('1210');
});

test('who has not read it stands last, whichever way times are sorted', () => {
  expect(ids(sorted(all, { key: 'time', descending: false }, 'en'))).toBe('1243');
  expect(ids(sorted(all, { key: 'time', descending: true }, 'en'))).toBe('2143');
});
