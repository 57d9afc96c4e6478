import Button, { type ButtonProps } from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import type { SelectProps } from '@cloudscape-design/components/select';
import type { TextareaProps } from '@cloudscape-design/components/textarea';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLaunch } from '../../api/session-context';
import type { Languages } from '../../api/types';
import { FocusHeir } from '../../components/focus-heir';
import { useDraft } from '../../components/use-draft';
import { useEscape } from '../../components/use-escape';
import { LanguageBar } from './language-bar';
import { lengthOf } from './length-of';
import type { Pair } from './pairs';
import { Result } from './result';
import { SourceText } from './source-text';
import { TranslateProblem } from './translate-problem';
import styles from './translator.module.css';
import { usePair } from './use-pair';
import { useTranslator } from './use-translator';

export function Translator({ offer }: { offer: Languages }) {
  const { t, i18n } = useTranslation();
  const { me } = useLaunch();
  const own = [me.locale ?? [], i18n.language, navigator.languages].flat();
  const { pair, choose } = usePair(offer, own);
  const { run, start, cancel, put } = useTranslator();
  const [text, setText] = useDraft('translate');
  const [missed, setMissed] = useState(false);
  const sourceSelect = useRef<SelectProps.Ref>(null);
  const textarea = useRef<TextareaProps.Ref>(null);
  const submit = useRef<ButtonProps.Ref>(null);

  const running = run?.status === 'running';
  const limit = Math.min(offer.limits.characters_per_text, offer.limits.characters_per_call);
  const problem = run?.status === 'failed' ? run.problem : null;
  const detected = run?.status === 'done' && run.pair.source === null ? run.translation.source : null;

  useEffect(() => {
    if (problem?.code === 'language_unknown') sourceSelect.current?.focus();
  }, [problem]);
  useEscape(running, cancel);

  function go() {
    if (running) return;
    const nothing = text.trim() === '';
    setMissed(nothing);
    if (nothing || lengthOf(text) > limit) textarea.current?.focus();
    else void start(text, pair);
  }

  function write(next: string) {
    setMissed(false);
    setText(next);
  }

  function clear() {
    write('');
    put('', pair);
    textarea.current?.focus();
  }

  function swap(back: Pair) {
    choose(back);
    if (run === null || run.text === '') return;
    write(run.text);
    put(text, back);
  }

  return (
    <Container>
      <div className={styles.translator}>
        <LanguageBar
          sourceRef={sourceSelect}
          offer={offer}
          own={own}
          pair={pair}
          detected={detected}
          busy={running}
          onChoose={choose}
          onSwap={swap}
        />
        <div className={styles.panels}>
          <div>
            <SourceText
              ref={textarea}
              text={text}
              language={pair.source}
              limit={limit}
              missed={missed}
              onChange={write}
              onSubmit={go}
            />
            <div className={styles.actions}>
              <Button ref={submit} variant="primary" loading={running} onClick={go}>
                {t('translate.translate')}
              </Button>
              {running && (
                <FocusHeir heir={() => submit.current?.focus()}>
                  <Button onClick={cancel}>{t('translate.cancel')}</Button>
                </FocusHeir>
              )}
              {(text !== '' || run !== null) && (
                <Button variant="link" onClick={clear}>
                  {t('translate.clear')}
                </Button>
              )}
            </div>
          </div>
          <Result run={run}>
            {problem !== null && (
              <FocusHeir heir={() => submit.current?.focus()}>
                <TranslateProblem problem={problem} onRetry={go} />
              </FocusHeir>
            )}
          </Result>
        </div>
      </div>
    </Container>
  );
}
