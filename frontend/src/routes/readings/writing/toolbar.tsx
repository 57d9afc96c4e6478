import type { Editor } from '@tiptap/core';
import { useEditorState } from '@tiptap/react';
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LinkForm } from './link-form';
import styles from './toolbar.module.css';

type Chain = ReturnType<Editor['chain']>;

type Tool = {
  id:
    | 'bold'
    | 'italic'
    | 'heading'
    | 'subheading'
    | 'bullets'
    | 'numbers'
    | 'quote'
    | 'link'
    | 'undo'
    | 'redo';
  icon: ReactNode;
  /** Undefined for what is done and not switched. */
  active?: (editor: Editor) => boolean;
  possible?: (editor: Editor) => boolean;
  /** Undefined for the link, which asks where to. */
  act?: (chain: Chain) => Chain;
};

const icon = (path: string) => (
  <svg viewBox="0 0 16 16" width="16" height="16" focusable="false" aria-hidden="true">
    <path d={path} fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
  </svg>
);

const tools: readonly Tool[] = [
  { id: 'bold', icon: <b>B</b>, active: (e) => e.isActive('bold'), act: (c) => c.toggleBold() },
  { id: 'italic', icon: <i>I</i>, active: (e) => e.isActive('italic'), act: (c) => c.toggleItalic() },
  {
    id: 'heading',
    icon: icon('M4 2.5v11M12 2.5v11M4 8h8'),
    active: (e) => e.isActive('heading', { level: 2 }),
    act: (c) => c.toggleHeading({ level: 2 }),
  },
  {
    id: 'subheading',
    icon: icon('M5 5.5v8M11 5.5v8M5 9.5h6'),
    active: (e) => e.isActive('heading', { level: 3 }),
    act: (c) => c.toggleHeading({ level: 3 }),
  },
  {
    id: 'bullets',
    icon: icon('M6 3.5h8M6 8h8M6 12.5h8M2.5 3.5h.01M2.5 8h.01M2.5 12.5h.01'),
    active: (e) => e.isActive('bulletList'),
    act: (c) => c.toggleBulletList(),
  },
  {
    id: 'numbers',
    icon: icon('M7 3.5h7M7 8h7M7 12.5h7M2 2.5l1-.5v4M2 10.5c0-1 2-1 2 0S2 12 2 13.5h2'),
    active: (e) => e.isActive('orderedList'),
    act: (c) => c.toggleOrderedList(),
  },
  {
    id: 'quote',
    icon: icon('M2.5 3v10M6 4.5h8M6 8h8M6 11.5h5'),
    active: (e) => e.isActive('blockquote'),
    act: (c) => c.toggleBlockquote(),
  },
  {
    id: 'link',
    icon: icon('M6.5 9.5l3-3M7 4.5l2-2a3 3 0 0 1 4.5 4.5l-2 2M9 11.5l-2 2A3 3 0 0 1 2.5 9l2-2'),
    active: (e) => e.isActive('link'),
  },
  {
    id: 'undo',
    icon: icon('M5.5 3 2.5 6l3 3M2.5 6h7a4 4 0 0 1 0 8H6'),
    possible: (e) => e.can().undo(),
    act: (c) => c.undo(),
  },
  {
    id: 'redo',
    icon: icon('M10.5 3l3 3-3 3M13.5 6h-7a4 4 0 0 0 0 8H10'),
    possible: (e) => e.can().redo(),
    act: (c) => c.redo(),
  },
];

/** One stop for the Tab key; inside, the arrows move (WAI-ARIA Authoring Practices, toolbar). */
export function EditorToolbar({ editor }: { editor: Editor }) {
  const { t } = useTranslation('readings');
  const bar = useRef<HTMLDivElement>(null);
  const [stop, setStop] = useState(0);
  const [linking, setLinking] = useState(false);
  const states = useEditorState({
    editor,
    selector: ({ editor }) =>
      tools.map(({ active, possible }) => ({
        active: active?.(editor),
        possible: possible?.(editor) ?? true,
      })),
  });

  function move(event: KeyboardEvent) {
    const to = { ArrowRight: stop + 1, ArrowLeft: stop - 1, Home: 0, End: tools.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = (to + tools.length) % tools.length;
    setStop(next);
    bar.current?.querySelectorAll('button')[next]?.focus();
  }

  function use({ act }: Tool) {
    if (act === undefined) setLinking((open) => !open);
    else act(editor.chain().focus()).run();
  }

  return (
    <div className={styles.head}>
      <div ref={bar} className={styles.bar} role="toolbar" aria-label={t('editor.toolbar')} onKeyDown={move}>
        {tools.map((tool, index) => {
          const { active, possible = true } = states[index] ?? {};
          return (
            <button
              key={tool.id}
              type="button"
              className={styles.tool}
              title={t(`editor.${tool.id}`)}
              aria-label={t(`editor.${tool.id}`)}
              aria-pressed={active}
              aria-disabled={!possible}
              tabIndex={index === stop ? 0 : -1}
              onFocus={() => setStop(index)}
              onClick={() => possible && use(tool)}
            >
              {tool.icon}
            </button>
          );
        })}
      </div>
      {linking && <LinkForm editor={editor} onClose={() => setLinking(false)} />}
    </div>
  );
}
