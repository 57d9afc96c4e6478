import type { Connection } from '../../api/types';

export type Missing = 'name' | 'email' | 'line_items' | 'memberships';

/** What the platform could give to the tool but does not. */
export function missingFrom({ released, services }: Connection): Missing[] {
  const given: Record<Missing, boolean> = {
    name: released.name,
    email: released.email,
    line_items: services.line_items.available,
    memberships: services.memberships.available,
  };
  return (Object.keys(given) as Missing[]).filter((part) => !given[part]);
}
