import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { useTranslation } from 'react-i18next';
import { useTeaches } from '../use-teaches';

/** What is said to everybody, and what to those who teach. */
const said = {
  not_indexed: { problem: 'not_indexed_yet', teacher: 'status.nothing_indexed_teacher' },
  index_outdated: { problem: 'index_outdated', teacher: 'status.outdated_teacher' },
} as const;

type Props = { reason: keyof typeof said; onLook: () => void };

/** The index has nothing of the course yet, or lags behind it. That passes, so it makes sense to look again. */
export function NoAnswersYet({ reason, onLook }: Props) {
  const { t } = useTranslation('assistant');
  const teaches = useTeaches();
  const { problem, teacher } = said[reason];
  return (
    <Alert
      header={t(`problem.${problem}.title`)}
      action={
        teaches ? (
          <Button href="#/index">{t('status.to_index')}</Button>
        ) : (
          <Button onClick={onLook}>{t('status.look_again')}</Button>
        )
      }
    >
      {teaches ? t(teacher) : t(`problem.${problem}.help`)}
    </Alert>
  );
}
