import type { ReactNode, Ref } from 'react';

/** A titled group of settings. */
export function Group({
  title,
  children,
}: {
  readonly title: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <section className="settings-group">
      <h2>{title}</h2>
      <div className="group">{children}</div>
    </section>
  );
}

interface RowProps {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly children?: ReactNode;
  readonly ref?: Ref<HTMLDivElement>;
}

/** One setting: what it is on the left, its value or control on the right. */
export function Row({ label, hint, children, ref }: RowProps): ReactNode {
  return (
    <div className="setting-row" ref={ref}>
      <span className="row-text">
        <span>{label}</span>
        {hint && <span className="hint">{hint}</span>}
      </span>
      {children && <span className="row-value">{children}</span>}
    </div>
  );
}
