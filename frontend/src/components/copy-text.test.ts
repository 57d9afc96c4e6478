import { afterEach, expect, test, vi } from 'vitest';
import { copyText } from './copy-text';

function browserWith(command: () => boolean, write: (text: string) => Promise<void>) {
  Object.defineProperty(document, 'execCommand', { value: command, configurable: true });
  vi.stubGlobal('navigator', { clipboard: { writeText: write } });
}

afterEach(() => {
  Reflect.deleteProperty(document, 'execCommand');
});

test('the command copies the selected text and leaves focus and page as they were', async () => {
  const button = document.body.appendChild(document.createElement('button'));
  button.focus();
  const write = vi.fn();
  let selected: string | undefined;
  browserWith(() => {
    const field = document.activeElement;
    selected = field instanceof HTMLTextAreaElement ? field.value : undefined;
    return true;
  }, write);

  expect(await copyText('k3PZ0q9x')).toBe(true);
  expect(selected).toBe('k3PZ0q9x');
  expect(write).not.toHaveBeenCalled();
  expect(document.activeElement).toBe(button);
  expect(document.querySelector('textarea')).toBeNull();
  button.remove();
});

test('a browser without the command copies through the clipboard', async () => {
  const write = vi.fn(() => Promise.resolve());
  browserWith(() => {
    throw new Error('The command is gone.');
  }, write);
  expect(await copyText('k3PZ0q9x')).toBe(true);
  expect(write).toHaveBeenCalledWith('k3PZ0q9x');
});

test('a browser that refuses both says so', async () => {
  browserWith(
    () => false,
    () => Promise.reject(new DOMException('Not allowed', 'NotAllowedError')),
  );
  expect(await copyText('k3PZ0q9x')).toBe(false);
});
