import Box from '@cloudscape-design/components/box';
import { useTranslation } from 'react-i18next';
import { useLaunch } from '../api/session-context';
import { Page } from '../components/page';
import { LaunchFacts } from './launch-facts';
import { ToolCards } from './tool-cards';
import { knownTools } from './tools';

export function Home() {
  const { t } = useTranslation();
  const { me } = useLaunch();
  const name = me.user.given_name ?? me.user.name;
  const title = name ? t('home.greeting', { name }) : t('home.greeting_anonymous');
  const tab = me.resource_link?.title ?? me.context?.title ?? t('actions.overview');
  const offered = knownTools(me.tools);

  return (
    <Page home title={title} tab={tab}>
      <LaunchFacts me={me} />
      <section>
        <Box variant="h2" padding={{ bottom: 's' }}>
          {t('home.offer')}
        </Box>
        {offered.length === 0 ? (
          <Box color="text-body-secondary">{t('home.nothing')}</Box>
        ) : (
          <ToolCards ids={offered} />
        )}
      </section>
    </Page>
  );
}
