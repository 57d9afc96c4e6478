import { I18nProvider, type I18nProviderProps } from '@cloudscape-design/components/i18n';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Language, pickLanguage } from './language';

type Messages = I18nProviderProps.Messages;

const loaders: Record<Language, () => Promise<{ default: Messages }>> = {
  en: () => import('@cloudscape-design/components/i18n/messages/all.en'),
  es: () => import('@cloudscape-design/components/i18n/messages/all.es'),
  fr: () => import('@cloudscape-design/components/i18n/messages/all.fr'),
  de: () => import('@cloudscape-design/components/i18n/messages/all.de'),
};

/**
 * The texts inside Cloudscape's components, mostly names of icons for screen readers. They arrive after the
 * first paint and may stay away: no page of ours waits for them.
 */
export function CloudscapeI18n({ children }: { children: ReactNode }) {
  const { i18n } = useTranslation();
  const language = pickLanguage([i18n.language]);
  const [messages, setMessages] = useState<Messages[]>([]);

  useEffect(() => {
    let current = true;
    loaders[language]().then(
      ({ default: loaded }) => current && setMessages([loaded]),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [language]);

  return (
    <I18nProvider locale={language} messages={messages}>
      {children}
    </I18nProvider>
  );
}
