import { applyMode, Mode } from '@cloudscape-design/global-styles';

/** Follows the device between light and dark, also while the page is open. */
export function followColorMode(): void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const follow = () => applyMode(dark.matches ? Mode.Dark : Mode.Light);
  dark.addEventListener('change', follow);
  follow();
}
