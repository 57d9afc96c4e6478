import type { IndexedFile } from '../../../api/assistant-types';
import type { Sort } from '../../../components/long-table';
import { holds } from '../../../i18n/search';

/** What needs somebody comes first. */
export const states = ['failed', 'skipped', 'left_out', 'waiting', 'indexed'] as const;
export const filters = ['all', ...states] as const;
export type Filter = (typeof filters)[number];
export type FileSort = Sort<'file' | 'state' | 'updated'>;

/** A file and its place in the list: an activity may hold two files of one name. */
export type Listed = IndexedFile & { id: string };

export function listed(files: readonly IndexedFile[]): Listed[] {
  return files.map((file, index) => ({ ...file, id: `${index}` }));
}

/** Those in a state, and whose name, activity or section holds every word of the search. */
export function chosen(files: readonly Listed[], filter: Filter, search: string): Listed[] {
  return files.filter(
    ({ file, activity, section, status }) =>
      (filter === 'all' || status === filter) && holds(`${file} ${activity} ${section ?? ''}`, search),
  );
}

export function sorted(files: readonly Listed[], { key, descending }: FileSort, language: string): Listed[] {
  const { compare } = new Intl.Collator(language, { numeric: true });
  const turn = descending ? -1 : 1;
  const byName = (a: Listed, b: Listed) => compare(a.file, b.file);
  const orders: Record<FileSort['key'], (a: Listed, b: Listed) => number> = {
    file: byName,
    state: (a, b) => states.indexOf(a.status) - states.indexOf(b.status),
    updated: (a, b) => a.updated_at - b.updated_at,
  };
  return files.toSorted((a, b) => turn * orders[key](a, b) || byName(a, b));
}
