import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input, { type InputProps } from '@cloudscape-design/components/input';
import type { Editor } from '@tiptap/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { allowedUri } from './extensions';
import styles from './link-form.module.css';

/** Asks where the selected words lead to: in the page, because browsers show no prompt for a frame of another site. */
export function LinkForm({ editor, onClose }: { editor: Editor; onClose: () => void }) {
  const { t } = useTranslation('readings');
  const [address, setAddress] = useState(() => String(editor.getAttributes('link').href ?? ''));
  const [wrong, setWrong] = useState(false);
  const input = useRef<InputProps.Ref>(null);
  useEffect(() => input.current?.focus(), []);

  function close() {
    onClose();
    editor.commands.focus();
  }

  function apply() {
    const href = complete(address.trim());
    if (!allowedUri(href) || !URL.canParse(href)) {
      setWrong(true);
      input.current?.focus();
      return;
    }
    const chain = editor.chain().focus().extendMarkRange('link');
    if (editor.state.selection.empty && !editor.isActive('link')) {
      chain.insertContent({ type: 'text', text: href, marks: [{ type: 'link', attrs: { href } }] }).run();
    } else chain.setLink({ href }).run();
    onClose();
  }

  function remove() {
    editor.chain().focus().extendMarkRange('link').unsetLink().run();
    onClose();
  }

  return (
    <div className={styles.form}>
      <FormField
        stretch
        label={t('editor.link_address')}
        errorText={wrong && t('editor.link_wrong')}
        constraintText={t('editor.link_hint')}
      >
        <Input
          ref={input}
          value={address}
          type="url"
          autoComplete={false}
          onChange={({ detail }) => setAddress(detail.value)}
          onKeyDown={(event) => {
            if (event.detail.key === 'Escape') close();
            if (event.detail.key !== 'Enter') return;
            event.preventDefault();
            apply();
          }}
        />
      </FormField>
      <div className={styles.actions}>
        <Button onClick={apply}>{t('editor.link_apply')}</Button>
        {editor.isActive('link') && <Button onClick={remove}>{t('editor.link_remove')}</Button>}
        <Button variant="link" onClick={close}>
          {t('editor.link_cancel')}
        </Button>
      </div>
    </div>
  );
}

/** "example.org" is meant as a web address, and "a@example.org" as one for mail. */
function complete(address: string): string {
  if (/^[a-z][a-z\d+.-]*:/i.test(address)) return address;
  return address.includes('@') && !address.includes('/') ? `mailto:${address}` : `https://${address}`;
}
