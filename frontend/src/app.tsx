import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { HashRouter, Navigate, Route, Routes } from 'react-router';
import type { Session } from './api/session';
import { SessionContext, useLaunch, useSessionState } from './api/session-context';
import { ErrorBoundary } from './components/error-boundary';
import { Loading } from './components/loading';
import { PageFocus } from './components/page-focus';
import { Ended, Failed, NotLaunched, Opening } from './components/session-screens';
import { Shell } from './components/shell';
import { CloudscapeI18n } from './i18n/cloudscape-i18n';
import { Home } from './routes/home';
import { knownTools, tools } from './routes/tools';

export function App({ session }: { session: Session }) {
  return (
    <SessionContext value={session}>
      <CloudscapeI18n>
        <ErrorBoundary>
          <Gate />
        </ErrorBoundary>
      </CloudscapeI18n>
    </SessionContext>
  );
}

/** Only an open session leads to the pages; until then, and after, one screen says what to do. */
function Gate() {
  const state = useSessionState();
  switch (state.status) {
    case 'opening':
      return <Opening />;
    case 'not_launched':
      return <NotLaunched />;
    case 'ended':
      return <Ended returnUrl={state.returnUrl} />;
    case 'failed':
      return <Failed problem={state.problem} returnUrl={state.returnUrl} />;
    case 'ready':
      return (
        <HashRouter>
          <Shell returnUrl={state.me.return_url}>
            <PageFocus>
              <Pages />
            </PageFocus>
          </Shell>
        </HashRouter>
      );
  }
}

/** The pages of the tools that are offered; every other address leads home. */
function Pages() {
  const { t } = useTranslation();
  const { me } = useLaunch();
  return (
    <Suspense fallback={<Loading text={t('loading.page')} />}>
      <Routes>
        <Route path="/" element={<Home />} />
        {knownTools(me.tools).map((id) => {
          const { path, Page } = tools[id];
          return <Route key={id} path={path} element={<Page />} />;
        })}
        <Route path="*" element={<Navigate to="/" replace />} />
      </Routes>
    </Suspense>
  );
}
