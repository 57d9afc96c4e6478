import { type Editor, EditorContent, useEditor } from '@tiptap/react';
import { type Ref, useEffect, useEffectEvent, useId, useImperativeHandle } from 'react';
import { useTranslation } from 'react-i18next';
import { directionOf } from '../../../i18n/direction';
import htmlStyles from '../html.module.css';
import { structured } from './clean';
import { extensions } from './extensions';
import styles from './text-editor.module.css';
import { EditorToolbar } from './toolbar';

export type TextEditorRef = {
  focus(): void;
  /** Puts HTML at the end of the text. */
  append(html: string): void;
};

type Props = {
  ref?: Ref<TextEditorRef>;
  /** The text to begin with; the editor then has its own. */
  initial: string;
  language: string;
  error: string | null;
  onChange: (html: string) => void;
};

/**
 * Writes a text with the structure that a reading may have. It puts no style element into the page, which the page's
 * policy would block; what it needs is in its style sheet.
 */
export function TextEditor({ ref, initial, language, error, onChange }: Props) {
  const { t } = useTranslation('readings');
  const label = useId();
  const fault = useId();
  const change = useEffectEvent(onChange);

  const attributes: Record<string, string> = {
    role: 'textbox',
    'aria-multiline': 'true',
    'aria-labelledby': label,
    lang: language,
    dir: directionOf(language),
    class: `${htmlStyles.html} ${styles.text}`,
    ...(error !== null && { 'aria-invalid': 'true', 'aria-describedby': fault }),
  };
  const editor = useEditor({
    extensions,
    content: initial,
    injectCSS: false,
    immediatelyRender: true,
    shouldRerenderOnTransaction: false,
    editorProps: { attributes, transformPastedHTML: structured },
  });

  const described = JSON.stringify(attributes);
  useEffect(() => {
    editor.setOptions({
      editorProps: { attributes: JSON.parse(described), transformPastedHTML: structured },
    });
  }, [editor, described]);

  useEffect(() => {
    const update = () => change(editor.isEmpty ? '' : withoutEmpty(editor.getHTML()));
    editor.on('update', update);
    return () => {
      editor.off('update', update);
    };
  }, [editor]);

  useImperativeHandle(ref, () => ({
    focus: () => editor.commands.focus(),
    append(html) {
      if (editor.isEmpty) editor.commands.setContent(html, { emitUpdate: true });
      else editor.commands.insertContentAt(end(editor), html);
    },
  }));

  return (
    <div>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: with the keyboard one comes to the field itself. */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a label, as of any field; there is no element to name here. */}
      <span id={label} className={styles.label} onClick={() => editor.commands.focus()}>
        {t('text.text')}
      </span>
      <div className={error === null ? styles.frame : styles.wrong}>
        <EditorToolbar editor={editor} />
        <EditorContent editor={editor} />
      </div>
      <p id={fault} className={styles.error}>
        {error}
      </p>
    </div>
  );
}

/** Empty paragraphs are room to write on in, and would be rows of nothing beside nothing. */
function withoutEmpty(html: string): string {
  return html.replaceAll('<p></p>', '');
}

/** Behind the text, in place of the empty paragraph that may be there to write on in. */
function end({ state: { doc } }: Editor) {
  const last = doc.lastChild;
  const to = doc.content.size;
  return { from: last?.isTextblock && last.childCount === 0 ? to - last.nodeSize : to, to };
}
