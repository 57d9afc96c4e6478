import { webUrl } from './web-url';

/**
 * Where "Back to the course" leads, or null when the platform named no web address.
 *
 * The link leaves our frame by itself. For an embedded tool Moodle's address asks for a script that leaves
 * the frame instead of the course, so that part of it goes.
 */
export function courseUrl(returnUrl: string | null | undefined): string | null {
  const url = webUrl(returnUrl ?? '');
  if (url?.pathname.endsWith('/mod/lti/return.php')) url.searchParams.delete('launch_container');
  return url?.href ?? null;
}
