import Alert from '@cloudscape-design/components/alert';
import { useTranslation } from 'react-i18next';
import type { Connection } from '../../api/types';
import { listOf } from '../../i18n/format';
import { type Missing, missingFrom } from './missing';

/** Names the settings to change when the platform holds something back, in the words of its own pages. */
export function SwitchOn({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  const missing = missingFrom(connection);
  if (missing.length === 0) return null;
  const moodle = connection.product?.toLowerCase() === 'moodle';
  return (
    <Alert type="info" header={t('switch_on.title')}>
      {moodle ? <InMoodle missing={missing} /> : <Elsewhere missing={missing} />}
    </Alert>
  );
}

function InMoodle({ missing }: { missing: readonly Missing[] }) {
  const { t } = useTranslation();
  const value = {
    name: t('switch_on.moodle_always'),
    email: t('switch_on.moodle_always'),
    line_items: t('switch_on.moodle_line_items_value'),
    memberships: t('switch_on.moodle_memberships_value'),
  };
  return (
    <>
      <p>{t('switch_on.moodle_where', { path: t('switch_on.moodle_path') })}</p>
      <ul>
        {missing.map((part) => (
          <li key={part}>
            {t('switch_on.setting', { setting: t(`switch_on.moodle_${part}`), value: value[part] })}
          </li>
        ))}
      </ul>
      <p>{t('switch_on.moodle_after')}</p>
    </>
  );
}

function Elsewhere({ missing }: { missing: readonly Missing[] }) {
  const { t, i18n } = useTranslation();
  const names = {
    name: t('connection.release_name'),
    email: t('connection.release_email'),
    line_items: t('connection.line_items'),
    memberships: t('connection.memberships'),
  };
  const list = listOf(
    missing.map((part) => names[part]),
    i18n.language,
  );
  return t('switch_on.other', { list });
}
