import { act, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { onTestFinished } from 'vitest';
import { start } from '../start';

let close = async () => {};

/**
 * Opens the real page at a fragment, as the browser does, and gives the hands of a person. A page that the
 * test had open before is left, as by a reload.
 */
export async function openPage(fragment = '#code=one-time') {
  await close();
  window.history.replaceState(null, '', `/app${fragment}`);
  const user = userEvent.setup();
  const element = document.body.appendChild(document.createElement('div'));
  const root = await act(() => start(element));
  close = async () => {
    close = async () => {};
    await act(() => window.dispatchEvent(new Event('pagehide')));
    await act(() => root.unmount());
    element.remove();
  };
  onTestFinished(() => close());
  return user;
}

/** Opens the page and goes from its home to one of its tools. */
export async function openTool(title: string) {
  const user = await openPage();
  await user.click(await screen.findByRole('link', { name: new RegExp(`^${title}`) }));
  await screen.findByRole('heading', { level: 1, name: title });
  return user;
}
