import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

/** Names the tab, which is also the name by which screen readers announce the frame's document. */
export function useTitle(title: string): void {
  const { t } = useTranslation();
  const app = t('app.name');
  useEffect(() => {
    document.title = `${title} · ${app}`;
  }, [title, app]);
}
