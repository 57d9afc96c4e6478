import Button from '@cloudscape-design/components/button';
import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Screen } from './screen';

/** Catches what no page expects: a part of the page that did not load after a release, or a mistake of ours. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

/** Loads the page anew, because browsers remember that a module failed; the session outlives it. */
function Broken() {
  const { t } = useTranslation();
  return (
    <Screen title={t('problem.broken.title')} text={t('problem.broken.help')}>
      <Button variant="primary" onClick={() => window.location.reload()}>
        {t('actions.reload')}
      </Button>
    </Screen>
  );
}
