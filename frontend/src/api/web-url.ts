/**
 * An address that may stand in a link, or null: what comes from outside may be a `javascript:` address, which would
 * run in our page.
 */
export function webUrl(address: string): URL | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  return ['http:', 'https:'].includes(url.protocol) ? url : null;
}
