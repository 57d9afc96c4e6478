/**
 * The one-time code that a launch left in the fragment. It is removed from the address at once, so that it
 * ends up in no bookmark, screenshot or history entry, and so that the fragment is free for the routes.
 */
export function takeLaunchCode({ location, history }: Pick<Window, 'location' | 'history'>): string | null {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const code = fragment.get('code');
  if (code === null) return null;
  history.replaceState(null, '', location.pathname + location.search);
  return code === '' ? null : code;
}
