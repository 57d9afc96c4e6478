import Button from '@cloudscape-design/components/button';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { saveReading } from '../../../api/readings';
import { useLaunch, useSession } from '../../../api/session-context';
import type { Reading } from '../../../api/types';
import { ProblemNotice } from '../../../components/problem-notice';
import { Section } from '../../../components/section';
import { draftOf } from '../draft';
import { TextForm } from '../writing/text-form';
import { useText } from '../writing/use-text';
import styles from './reading-editor.module.css';

type Props = { reading: Reading; onSave: (reading: Reading) => void; onCancel: () => void };

export default function ReadingEditor({ reading, onSave, onCancel }: Props) {
  const { t } = useTranslation('readings');
  const session = useSession();
  const { me } = useLaunch();
  const draft = useMemo(() => draftOf(session, me, reading.id), [session, me, reading.id]);
  const { form, text, fault, sending, problem, change, submit } = useText(draft, () => ({
    title: reading.title,
    language: reading.language,
    html: reading.blocks.map(({ html }) => html).join(''),
  }));
  const [found] = useState(() => draft.read() !== null);
  useEffect(() => form.current?.focus('title'), [form]);

  const save = () =>
    submit(async (whole) => {
      const saved = await saveReading(session, whole);
      draft.forget();
      onSave(saved);
    });

  function discard() {
    draft.forget();
    onCancel();
  }

  return (
    <Section title={t('writing.edit')}>
      {found && <p className={styles.note}>{t('writing.found')}</p>}
      {problem !== null && (
        <div className={styles.problem}>
          <ProblemNotice problem={problem} onRetry={save} />
        </div>
      )}
      <TextForm ref={form} text={text} fault={fault} onChange={change} />
      <div className={styles.actions}>
        <Button variant="primary" loading={sending} onClick={save}>
          {t('writing.save')}
        </Button>
        <Button disabled={sending} onClick={discard}>
          {t('writing.discard')}
        </Button>
      </div>
    </Section>
  );
}
