import type { Member } from '../../../api/types';
import type { Sort } from '../../../components/long-table';
import { holds } from '../../../i18n/search';

export const filters = ['all', 'done', 'not_done', 'problem'] as const;
export type Filter = (typeof filters)[number];
export type SortKey = 'name' | 'time';
export type MemberSort = Sort<SortKey>;

/** A member under the name that the page shows. */
export type Named = Member & { shown: string };

/** Without a name, a member is known by their place in the list, which is the same each time. */
export function named(members: readonly Member[], nameless: (number: number) => string): Named[] {
  return members.map((member, index) => ({ ...member, shown: member.name ?? nameless(index + 1) }));
}

const tests: Record<Filter, (member: Member) => boolean> = {
  all: () => true,
  done: ({ done_at }) => done_at !== null,
  not_done: ({ done_at }) => done_at === null,
  problem: ({ grade }) => grade.state === 'failed',
};

/** Those whom the filter lets through, and whose name, address or id holds every word of the search, accents aside. */
export function chosen(members: readonly Named[], filter: Filter, search: string): Named[] {
  return members.filter(
    (member) =>
      tests[filter](member) && holds(`${member.shown} ${member.email ?? ''} ${member.user_id}`, search),
  );
}

/** Who has no time stands last, in whichever direction times run. */
export function sorted(
  members: readonly Named[],
  { key, descending }: MemberSort,
  language: string,
): Named[] {
  const { compare } = new Intl.Collator(language, { numeric: true });
  const turn = descending ? -1 : 1;
  const byName = (a: Named, b: Named) => compare(a.shown, b.shown);
  if (key === 'name') return members.toSorted((a, b) => turn * byName(a, b));
  return members.toSorted((a, b) => {
    if (a.done_at === null || b.done_at === null) {
      return Number(a.done_at === null) - Number(b.done_at === null) || byName(a, b);
    }
    return turn * (Date.parse(a.done_at) - Date.parse(b.done_at)) || byName(a, b);
  });
}
