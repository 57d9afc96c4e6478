import Box from '@cloudscape-design/components/box';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../api/session';
import { useRequest } from '../../api/use-request';
import { Loading } from '../../components/loading';
import { Page } from '../../components/page';
import { NoEngine } from './no-engine';
import { targetsOf } from './pairs';
import { TranslateProblem } from './translate-problem';
import { Translator } from './translator';

const load = (session: Session) => session.request((api) => api.GET('/api/languages'));

/** Translates a text for the person who writes or pastes it, and shows the translation as it is made. */
export default function TranslatePage() {
  const { t } = useTranslation();
  const { state, retry } = useRequest(load);
  return (
    <Page title={t('tools.translate.title')} lead={t('translate.lead')}>
      {state.status === 'loading' && <Loading text={t('loading.page')} />}
      {state.status === 'failed' && <TranslateProblem problem={state.problem} onRetry={retry} />}
      {state.status === 'ready' &&
        (targetsOf(state.data, null).length === 0 ? (
          <NoEngine problem={null} />
        ) : (
          <>
            <Translator offer={state.data} />
            <Box variant="p" fontSize="body-s" color="text-body-secondary">
              {t('translate.privacy')}
            </Box>
          </>
        ))}
    </Page>
  );
}
