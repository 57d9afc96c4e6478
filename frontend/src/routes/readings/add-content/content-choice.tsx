import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import Toggle from '@cloudscape-design/components/toggle';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerDeepLink, createReading } from '../../../api/readings';
import { useLaunch, useSession } from '../../../api/session-context';
import type { DeepLink, ReadingSummary, ReadingText } from '../../../api/types';
import { ProblemNotice } from '../../../components/problem-notice';
import { Section } from '../../../components/section';
import { languageName, momentOf, numberOf } from '../../../i18n/format';
import { closest } from '../../translate/pairs';
import { draftOf } from '../draft';
import { Html, LinksOutside } from '../html';
import { commonLanguages } from '../writing/languages';
import { TextForm } from '../writing/text-form';
import { useText } from '../writing/use-text';
import styles from './content-choice.module.css';
import { postForm } from './post-form';

type Props = { link: DeepLink; readings: readonly ReadingSummary[] };

/** A new reading or one of the course, whether it is graded, and the way back to the platform. */
export function ContentChoice({ link, readings }: Props) {
  const { t, i18n } = useTranslation('readings');
  const session = useSession();
  const { me } = useLaunch();
  const draft = useMemo(() => draftOf(session, me, 'new'), [session, me]);
  const { form, text, fault, sending, problem, change, submit, send } = useText(draft, () => ({
    title: link.title ?? '',
    language: closest([me.locale ?? [], i18n.language].flat(), commonLanguages) ?? 'en',
    html: '',
  }));
  const [found] = useState(() => draft.read() !== null);
  const [kind, setKind] = useState<'new' | 'old'>('new');
  const [old, setOld] = useState<string | null>(null);
  const [missed, setMissed] = useState(false);
  const [graded, setGraded] = useState(false);
  const [preview, setPreview] = useState(false);
  const [left, setLeft] = useState(false);
  const created = useRef<{ id: string; text: string } | null>(null);
  const choice = useRef<HTMLDivElement>(null);

  async function answer(reading: string | null) {
    const answered = await answerDeepLink(session, reading, graded && link.can_grade);
    if (reading !== null && kind === 'new') draft.forget();
    setLeft(true);
    postForm(answered);
  }

  /** A text that was stored, and not placed because of an error, is not stored a second time. */
  async function store(whole: ReadingText): Promise<string> {
    const key = JSON.stringify(whole);
    if (created.current?.text !== key) {
      created.current = { id: (await createReading(session, whole)).id, text: key };
    }
    return created.current.id;
  }

  function place() {
    if (kind === 'new') return submit(async (whole) => answer(await store(whole)));
    setMissed(old === null);
    if (old !== null) return send(() => answer(old));
    choice.current?.querySelector<HTMLElement>('input')?.focus();
    return undefined;
  }

  const retry = useRef<() => unknown>(place);
  const run = (action: () => unknown) => {
    retry.current = action;
    return action();
  };
  const cancel = () => send(() => answer(null));

  if (left)
    return (
      <p role="status" className={styles.note}>
        {t('add.leaving')}
      </p>
    );

  const actions = (
    <div className={styles.actions}>
      {link.accepts && (
        <Button variant="primary" loading={sending} onClick={() => run(place)}>
          {t('add.place')}
        </Button>
      )}
      <Button disabled={sending} onClick={() => run(cancel)}>
        {t('add.cancel')}
      </Button>
    </div>
  );
  const trouble = problem !== null && <ProblemNotice problem={problem} onRetry={() => retry.current()} />;

  if (!link.accepts) {
    return (
      <>
        <Alert type="warning" header={t('add.not_accepted')}>
          {t('add.not_accepted_help')}
        </Alert>
        {trouble}
        {actions}
      </>
    );
  }

  return (
    <>
      {readings.length > 0 && (
        <SegmentedControl
          label={t('add.kind')}
          selectedId={kind}
          options={(['new', 'old'] as const).map((id) => ({ id, text: t(`add.kind_${id}`) }))}
          onChange={({ detail }) => setKind(detail.selectedId === 'old' ? 'old' : 'new')}
        />
      )}
      {/* Out of sight and not gone, so that the editor keeps its text and what can be undone. */}
      <div hidden={kind !== 'new'}>
        <Section title={t('writing.new')}>
          {found && <p className={styles.found}>{t('writing.found')}</p>}
          <TextForm ref={form} text={text} fault={fault} onChange={change} />
          <div className={styles.preview}>
            <Button
              ariaExpanded={preview}
              disabled={text.html === ''}
              onClick={() => setPreview((shown) => !shown)}
            >
              {t(preview ? 'writing.hide_preview' : 'writing.preview')}
            </Button>
          </div>
          {preview && text.html !== '' && (
            <section aria-label={t('writing.preview')}>
              <LinksOutside className={styles.page}>
                <Html html={text.html} language={text.language} />
              </LinksOutside>
            </section>
          )}
        </Section>
      </div>
      {kind === 'old' && (
        <Section title={t('add.old')}>
          <div ref={choice}>
            <RadioGroup
              ariaLabel={t('add.old')}
              value={old}
              onChange={({ detail }) => {
                setOld(detail.value);
                setMissed(false);
              }}
              items={readings.map(({ id, title, language, words, updated_at }) => ({
                value: id,
                label: title,
                description: t('add.old_facts', {
                  language: languageName(language, i18n.language),
                  words: numberOf(words, i18n.language),
                  time: momentOf(new Date(updated_at), i18n.language),
                }),
              }))}
            />
          </div>
          {missed && (
            <p role="alert" className={styles.error}>
              {t('add.old_missing')}
            </p>
          )}
        </Section>
      )}
      {link.can_grade && (
        <Toggle
          checked={graded}
          description={t('add.graded_help')}
          onChange={({ detail }) => setGraded(detail.checked)}
        >
          {t('add.graded')}
        </Toggle>
      )}
      {trouble}
      {actions}
    </>
  );
}
