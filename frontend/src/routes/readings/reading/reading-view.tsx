import Button, { type ButtonProps } from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../../api/session';
import type { Reading } from '../../../api/types';
import { useRequest } from '../../../api/use-request';
import { Loading } from '../../../components/loading';
import { Done } from './done';
import { ReadingText } from './reading-text';
import styles from './reading-view.module.css';

const ReadingEditor = lazy(() => import('./reading-editor'));

const loadLanguages = (session: Session) => session.request((api) => api.GET('/api/languages'));

type Props = { reading: Reading; onChange: (reading: Reading) => void };

/** Reading and, for whom may change the text, writing. */
export function ReadingView({ reading, onChange }: Props) {
  const { t } = useTranslation();
  const { t: text } = useTranslation('readings');
  const { state, retry } = useRequest(loadLanguages);
  const [editing, setEditing] = useState(false);
  const [saved, setSaved] = useState(0);
  const edit = useRef<ButtonProps.Ref>(null);
  const closed = useRef(false);

  // The editor takes the focus with it when it goes, and the button that opened it is there only then.
  useEffect(() => {
    if (!editing && closed.current) edit.current?.focus();
  }, [editing]);

  function close() {
    closed.current = true;
    setEditing(false);
  }

  return (
    <>
      {editing ? (
        <Suspense fallback={<Loading text={t('loading.page')} />}>
          <ReadingEditor
            reading={reading}
            onSave={(changed) => {
              onChange(changed);
              setSaved((count) => count + 1);
              close();
            }}
            onCancel={close}
          />
        </Suspense>
      ) : (
        <>
          <Container>
            {/* What was translated is of the text before. */}
            <ReadingText key={saved} reading={reading} languages={state} onRetry={retry} />
          </Container>
          <Done reading={reading} onChange={(progress) => onChange({ ...reading, progress })} />
        </>
      )}
      {reading.editable && (
        <div className={styles.foot}>
          {!editing && (
            <Button ref={edit} iconName="edit" onClick={() => setEditing(true)}>
              {text('reading.edit')}
            </Button>
          )}
          <span role="status" className={styles.saved}>
            {saved > 0 && !editing && text('reading.saved')}
          </span>
        </div>
      )}
    </>
  );
}
