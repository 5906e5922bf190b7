import { type ReactNode, useEffect, useRef } from 'react';
import { useWords } from '../../../context/words.tsx';
import { Icon } from '../../../parts/icons.tsx';
import { isCommand } from '../../../parts/keys.ts';

interface SearchFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Cmd+F comes here; Escape empties it. */
export function SearchField({ value, onChange }: SearchFieldProps): ReactNode {
  const words = useWords();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!isCommand(event) || event.key.toLowerCase() !== 'f') return;
      event.preventDefault();
      field.current?.focus();
      field.current?.select();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (
    <label className="search">
      <Icon name="search" />
      <span className="spoken">{words.say('list.search')}</span>
      <input
        ref={field}
        type="search"
        value={value}
        placeholder={words.say('list.search')}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || value === '') return;
          event.stopPropagation();
          onChange('');
        }}
      />
    </label>
  );
}
