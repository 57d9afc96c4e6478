/**
 * Where "Back to the course" leads, or null when the platform named no web address: it comes from outside,
 * and a `javascript:` address in a link would run in our page.
 *
 * The link leaves our frame by itself. For an embedded tool Moodle's address asks for a script that leaves
 * the frame instead of the course, so that part of it goes.
 */
export function courseUrl(returnUrl: string | null | undefined): string | null {
  if (!returnUrl || !URL.canParse(returnUrl)) return null;
  const url = new URL(returnUrl);
  if (!['http:', 'https:'].includes(url.protocol)) return null;
  if (url.pathname.endsWith('/mod/lti/return.php')) url.searchParams.delete('launch_container');
  return url.href;
}
