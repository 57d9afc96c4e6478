import { useRef, useState } from 'react';
import { asProblem, type Problem } from '../../../api/problem';
import type { ReadingText } from '../../../api/types';
import type { Draft } from '../draft';
import { type Fault, faultIn, faultOf, fieldOf } from './faults';
import type { TextFormRef } from './text-form';

/** A text while it is written: kept as a draft with every change, checked before it is sent, sent once at a time. */
export function useText(draft: Draft, begin: () => ReadingText) {
  const form = useRef<TextFormRef>(null);
  const [text, setText] = useState(() => draft.read() ?? begin());
  const latest = useRef(text);
  const [fault, setFault] = useState<Fault | null>(null);
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  function change(changes: Partial<ReadingText>) {
    latest.current = { ...latest.current, ...changes };
    draft.save(latest.current);
    setText(latest.current);
    setFault(null);
  }

  function point(found: Fault) {
    setFault(found);
    form.current?.focus(fieldOf(found));
  }

  /** Runs what sends something; what goes wrong is shown, in the form where the cause is there. */
  async function send(action: () => Promise<void>) {
    if (sending) return;
    setSending(true);
    setProblem(null);
    try {
      await action();
    } catch (cause) {
      const met = asProblem(cause);
      const found = faultIn(met);
      if (found === null) setProblem(met);
      else point(found);
    } finally {
      setSending(false);
    }
  }

  /** Sends the text, if it can be sent. */
  async function submit(action: (text: ReadingText) => Promise<void>) {
    const found = faultOf(latest.current);
    if (found !== null) return point(found);
    const { title, ...rest } = latest.current;
    await send(() => action({ ...rest, title: title.trim() }));
  }

  return { form, text, fault, sending, problem, change, submit, send };
}
