import { useLaunch } from '../../api/session-context';
import type { Role } from '../../api/types';

const teachers: readonly Role[] = ['instructor', 'administrator'];

/** Whether this person can do something about the files of the course. */
export function useTeaches(): boolean {
  return teachers.includes(useLaunch().me.role);
}
