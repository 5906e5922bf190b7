import type { ReactNode, Ref } from 'react';
import { Icon, type IconName } from './icons.tsx';

interface ButtonProps {
  readonly children: ReactNode;
  readonly onPress: () => void;
  readonly tone?: 'plain' | 'strong' | 'danger' | 'quiet';
  readonly icon?: IconName;
  /** Accessible name, where it says more than the label. */
  readonly spoken?: string;
  readonly disabled?: boolean;
  readonly busy?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** An ordinary push button. Never a default button: plain Return does nothing unless it has the focus. */
export function Button(props: ButtonProps): ReactNode {
  const { children, onPress, tone = 'plain', icon, spoken, disabled = false, busy = false } = props;
  return (
    <button
      type="button"
      className={`button ${tone}`}
      aria-label={spoken}
      disabled={disabled}
      aria-busy={busy || undefined}
      ref={props.ref}
      onClick={onPress}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

interface IconButtonProps {
  readonly icon: IconName;
  readonly label: string;
  readonly onPress: () => void;
}

/** A button that is only a glyph; its label is spoken and in the tool tip. */
export function IconButton({ icon, label, onPress }: IconButtonProps): ReactNode {
  return (
    <button type="button" className="icon-button" aria-label={label} title={label} onClick={onPress}>
      <Icon name={icon} />
    </button>
  );
}
