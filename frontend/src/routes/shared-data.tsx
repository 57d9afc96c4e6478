import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useTranslation } from 'react-i18next';
import { useLaunch } from '../api/session-context';
import { DetailList } from '../components/detail-list';
import { Identifier } from '../components/identifier';
import { Page } from '../components/page';
import { Section } from '../components/section';
import { languageName, timeOfDay } from '../i18n/format';
import { hostOf } from './host-of';
import styles from './shared-data.module.css';

/** What a person has a right to know: which of their details arrived here, and for how long. */
export default function SharedData() {
  const { t, i18n } = useTranslation();
  const { me, endsAt } = useLaunch();
  const { user, context, resource_link: link, platform, locale } = me;
  const shared = (value: string | null | undefined) => value ?? <NotShared />;

  return (
    <Page
      title={t('tools.shared_data.title')}
      lead={t('shared_data.lead', { platform: platform.name ?? hostOf(platform.issuer) })}
    >
      <Section title={t('shared_data.about_you')}>
        <DetailList
          details={[
            { label: t('shared_data.name'), value: shared(user.name) },
            { label: t('shared_data.email'), value: shared(user.email) },
            { label: t('shared_data.user_id'), value: shared(user.id) },
            { label: t('shared_data.role'), value: t(`role.${me.role}`) },
            {
              label: t('shared_data.language'),
              value: shared(locale && languageName(locale, i18n.language)),
            },
          ]}
        />
      </Section>
      <Section title={t('shared_data.about_place')}>
        <DetailList
          details={[
            { label: t('facts.course'), value: shared(context?.title ?? context?.label) },
            { label: t('facts.activity'), value: shared(link?.title) },
            { label: t('facts.platform'), value: <Identifier>{platform.issuer}</Identifier> },
          ]}
        />
      </Section>
      <Section title={t('shared_data.kept_title')}>
        <p className={styles.text}>
          {t('shared_data.kept_until', { time: timeOfDay(endsAt, i18n.language) })}
        </p>
        <p className={styles.text}>{t('shared_data.kept_browser')}</p>
      </Section>
    </Page>
  );
}

function NotShared() {
  const { t } = useTranslation();
  return <StatusIndicator type="stopped">{t('shared_data.not_shared')}</StatusIndicator>;
}
