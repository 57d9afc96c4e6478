/**
 * Where "Back to the course" leads, or null when the platform named no web address: it comes from outside,
 * and a `javascript:` address in a link would run in our page.
 *
 * Moodle's return page leaves the frame by script when its address says that the tool was embedded, and
 * shows nothing at all when there is no frame to leave. A tool that was moved to its own tab therefore asks
 * for the plain redirect instead.
 */
export function courseUrl(returnUrl: string | null | undefined, framed: boolean): string | null {
  if (!returnUrl || !URL.canParse(returnUrl)) return null;
  const url = new URL(returnUrl);
  if (!['http:', 'https:'].includes(url.protocol)) return null;
  if (!framed && url.pathname.endsWith('/mod/lti/return.php')) url.searchParams.delete('launch_container');
  return url.href;
}
