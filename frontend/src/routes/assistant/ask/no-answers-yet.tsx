import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { useTranslation } from 'react-i18next';
import { useTeaches } from '../use-teaches';

/** Files are indexed some time after they were put into the course, so it makes sense to look again. */
export function NothingIndexed({ onLook }: { onLook: () => void }) {
  const { t } = useTranslation('assistant');
  const teaches = useTeaches();
  return (
    <Alert
      header={t('problem.not_indexed_yet.title')}
      action={
        teaches ? (
          <Button href="#/index">{t('status.to_index')}</Button>
        ) : (
          <Button onClick={onLook}>{t('status.look_again')}</Button>
        )
      }
    >
      {teaches ? t('status.nothing_indexed_teacher') : t('problem.not_indexed_yet.help')}
    </Alert>
  );
}
