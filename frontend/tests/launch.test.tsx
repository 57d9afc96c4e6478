import { screen, waitFor } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { fakeTool, json, noAnswer, noNetwork, refusal } from '../src/test-utils/fake-tool';
import { anonymous, teacher } from '../src/test-utils/fixtures';
import { openPage } from '../src/test-utils/open-page';

const heading = (name: string) => screen.findByRole('heading', { level: 1, name });

test('a launch is opened with one exchange of its code, though React mounts everything twice', async () => {
  const tool = fakeTool();
  await openPage();
  await heading('Hello, Tessa');
  expect(tool.requests()).toEqual(['POST /api/session', 'GET /api/me']);
  expect(window.location.href).toBe('http://localhost:8787/app');
});

test('a reload goes on where it was, without the code', async () => {
  fakeTool();
  await openPage();
  await heading('Hello, Tessa');
  const tool = fakeTool();
  await openPage('#/shared_data');
  await heading('What your course shared about you');
  expect(tool.requests()).toEqual(['GET /api/me']);
  expect(tool.bearers()).toEqual(['Bearer the-bearer']);
});

test('a browser that blocks storage still opens the launch', async () => {
  vi.spyOn(window, 'sessionStorage', 'get').mockImplementation(() => {
    throw new DOMException('The operation is insecure.', 'SecurityError');
  });
  fakeTool();
  await openPage();
  expect(await heading('Hello, Tessa')).toBeVisible();
});

test('without a launch the page says where to open the tool, and leaves the focus to the course around it', async () => {
  const tool = fakeTool();
  vi.spyOn(document, 'hasFocus').mockReturnValue(false);
  await openPage('');
  expect(await heading('Open this tool from your course')).not.toHaveFocus();
  expect(tool.requests()).toEqual([]);
});

test('while the launch is opened the page says so', async () => {
  fakeTool({ 'GET /api/me': noAnswer });
  await openPage();
  expect(await heading('Opening your activity…')).toBeVisible();
});

test('a launch that was used cannot be retried, and shows what the tool said', async () => {
  fakeTool({ 'POST /api/session': () => refusal(401, 'code_invalid', 'Open the activity again.') });
  const user = await openPage();
  await heading('This launch can no longer be used');
  expect(screen.getByText('Open the activity again.')).toBeVisible();
  expect(screen.getByText('request-of-code_invalid')).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Copy details' }));
  expect(await navigator.clipboard.readText()).toContain('request-of-code_invalid');
});

test.each([
  ['browser_mismatch', 403, 'This launch began in another browser'],
  ['registration_inactive', 403, 'This tool is switched off for your site'],
  ['a_code_of_tomorrow', 400, 'That did not work'],
])('the refusal %s is explained in words', async (code, status, title) => {
  fakeTool({ 'POST /api/session': () => refusal(status, code) });
  await openPage();
  expect(await heading(title)).toBeVisible();
  expect(screen.getByText(code)).toBeVisible();
});

test('a launch without a network can be tried again', async () => {
  fakeTool({ 'POST /api/session': [noNetwork, () => json({ token: 't', expires_in: 3600 })] });
  const user = await openPage();
  await heading('The tool cannot be reached');
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await heading('Hello, Tessa')).toBeVisible();
});

test('a session that has ended leads back to the course', async () => {
  fakeTool();
  await openPage();
  await heading('Hello, Tessa');
  fakeTool({ 'GET /api/me': () => refusal(401, 'session_expired') });
  await openPage('');
  await heading('Your session has ended');
  const back = screen.getByRole('link', { name: 'Back to the course' });
  expect(back).toHaveAttribute('href', 'https://moodle.example/mod/lti/return.php?course=3');
});

test.each([
  ['es-MX', 'es', 'Hola, Tessa'],
  ['fr', 'fr', 'Bonjour Tessa'],
  ['de-AT', 'de', 'Hallo, Tessa'],
  ['pt-BR', 'en', 'Hello, Tessa'],
])('a person whose platform speaks %s is served in %s', async (locale, lang, greeting) => {
  fakeTool({ 'GET /api/me': () => json(teacher({ locale })) });
  await openPage();
  await heading(greeting);
  expect(document.documentElement.lang).toBe(lang);
});

test('the language of the browser counts until, and unless, the platform names one', async () => {
  vi.spyOn(navigator, 'languages', 'get').mockReturnValue(['fr-CH', 'en']);
  fakeTool({ 'GET /api/me': () => json(anonymous()) });
  await openPage();
  await heading('Bonjour');
  expect(document.title).toBe('Accueil · Outils du cours');
});

test('the pages follow the device into the dark and out of it', async () => {
  const device = Object.assign(new EventTarget(), { matches: true });
  vi.stubGlobal('matchMedia', () => device);
  fakeTool();
  await openPage();
  expect(document.body).toHaveClass('awsui-dark-mode');
  device.matches = false;
  device.dispatchEvent(new Event('change'));
  expect(document.body).not.toHaveClass('awsui-dark-mode');
});

test('moving to another page names the tab after it and takes the focus to its heading', async () => {
  fakeTool();
  const user = await openPage();
  expect(await heading('Hello, Tessa')).not.toHaveFocus();
  await user.tab();
  await user.tab();
  await user.keyboard('{Enter}');
  await waitFor(async () => expect(await heading('Translate')).toHaveFocus());
  expect(document.title).toBe('Translate · Course tools');
  await user.click(screen.getByRole('link', { name: 'Overview' }));
  await waitFor(async () => expect(await heading('Hello, Tessa')).toHaveFocus());
});

test('the tab of the home page is named after the activity, so that no history keeps a name', async () => {
  fakeTool();
  await openPage();
  await heading('Hello, Tessa');
  expect(document.title).toBe('Chat with the tutor · Course tools');
});

test('a page that breaks says so and offers to load it anew', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  fakeTool({ 'GET /api/me': () => json({ ...teacher(), platform: null }) });
  await openPage();
  expect(await heading('This page could not be shown')).toBeVisible();
  expect(screen.getByRole('button', { name: 'Reload the page' })).toBeVisible();
});

test('an address of no page leads home', async () => {
  fakeTool();
  await openPage();
  await heading('Hello, Tessa');
  await openPage('#/nowhere');
  await waitFor(() => expect(window.location.hash).toBe('#/'));
});

test.each([
  [['translate', 'reading', 'add_content'], '#/add_content'],
  [['reading', 'submission'], '#/submission'],
  [['shared_data', 'privacy'], '#/privacy'],
  [['translate', 'reading', 'reading_progress'], '#/reading'],
])('a launch that offers %j opens %s by itself, and going back leads to the course', async (tools, page) => {
  fakeTool({ 'GET /api/me': () => json(teacher({ tools })) });
  const entries = window.history.length;
  await openPage();
  await waitFor(() => expect(window.location.hash).toBe(page));
  expect(window.history.length).toBe(entries);
});

test('a reload stays where the person is, also at the overview of a launch that is for a reading', async () => {
  fakeTool({ 'GET /api/me': () => json(teacher({ tools: ['reading'] })) });
  const user = await openPage();
  await user.click(await screen.findByRole('link', { name: 'Overview' }));
  await heading('Hello, Tessa');
  await openPage('#/');
  expect(await heading('Hello, Tessa')).toBeVisible();
});

test('a page in another language has the texts of the readings in it, too', async () => {
  fakeTool({ 'GET /api/me': () => json(teacher({ locale: 'fr', role: 'learner', tools: ['reading'] })) });
  await openPage();
  expect(await screen.findByRole('button', { name: 'Je l’ai lu' })).toBeVisible();
});

test('a page in another language has the texts of the assistant in it, too', async () => {
  fakeTool({ 'GET /api/me': () => json(teacher({ locale: 'de', tools: ['ask', 'index'] })) });
  const user = await openPage();
  await user.click(await screen.findByRole('link', { name: /^Fragen zum Kurs/ }));
  expect(await screen.findByRole('textbox', { name: 'Ihre Frage' })).toBeVisible();
});
