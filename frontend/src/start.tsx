import { StrictMode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { takeLaunchCode } from './api/launch-code';
import { askPlatform } from './api/platform-key';
import { createSession } from './api/session';
import { tabVault } from './api/session-vault';
import { App } from './app';
import { followColorMode } from './color-mode';
import { createI18n, speak } from './i18n/i18n';
import { firstPage } from './routes/tools';

/**
 * Everything that happens once when the page opens. The launch's code leaves the address first of all, and
 * its exchange runs beside the loading of the language.
 */
export async function start(element: HTMLElement): Promise<Root> {
  const code = takeLaunchCode(window);
  const speaking = createI18n(navigator.languages);
  const session = createSession({
    code,
    vault: tabVault,
    askPlatform,
    prepare: async ({ locale, tools }) => {
      if (locale) await speak(await speaking, [locale]);
      if (code !== null) openFirstPage(tools);
    },
  });
  void session.open();
  followColorMode();

  const i18n = await speaking;
  const root = createRoot(element);
  root.render(
    <StrictMode>
      <I18nextProvider i18n={i18n}>
        <App session={session} />
      </I18nextProvider>
    </StrictMode>,
  );
  return root;
}

/**
 * Leads to what the launch is for, before there is a router. The address of the page is replaced, so that going
 * back leads to the course at once.
 */
function openFirstPage(offered: readonly string[]) {
  const page = firstPage(offered);
  if (page !== null && window.location.hash === '') window.history.replaceState(null, '', page);
}
