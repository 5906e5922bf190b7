import type { ReactNode } from 'react';

/** Line icons drawn for this window, on a 16-unit grid. They are decoration: the words stand beside them. */
const drawings = {
  waiting: (
    <>
      <path d="M4.5 14V3.2c0-.7.5-1.2 1.2-1.2h4.6c.7 0 1.2.5 1.2 1.2V14" />
      <path d="M2.5 14h11" />
      <circle cx="8" cy="6.3" r="1.3" />
    </>
  ),
  people: (
    <>
      <circle cx="6" cy="5.4" r="2.4" />
      <path d="M1.8 13.4c.3-2.7 1.9-4.1 4.2-4.1s3.9 1.4 4.2 4.1" />
      <path d="M10.4 3.3a2.2 2.2 0 0 1 0 4.3M12 9.7c1.3.5 2 1.7 2.2 3.5" />
    </>
  ),
  refused: (
    <>
      <circle cx="8" cy="8" r="5.7" />
      <path d="M4.1 4.1l7.8 7.8" />
    </>
  ),
  automated: (
    <>
      <rect x="3" y="5.5" width="10" height="7.7" rx="2" />
      <path d="M8 5.5V2.8M1.3 8.3v2.4M14.7 8.3v2.4M5.9 10.6h4.2" />
      <path d="M6.1 8.1h.01M9.9 8.1h.01" />
    </>
  ),
  silence: <path d="M8 1.9l5 1.8v3.9c0 3-2 5.3-5 6.5-3-1.2-5-3.5-5-6.5V3.7z" />,
  history: (
    <>
      <path d="M2.6 8a5.4 5.4 0 1 0 1.7-3.9L2.6 5.6" />
      <path d="M2.5 2.5v3.2h3.2M8 5.1V8l2 1.4" />
    </>
  ),
  settings: (
    <>
      <path d="M2 4.6h6.3M12.5 4.6H14M2 11.4h1.5M7.7 11.4H14" />
      <circle cx="10.4" cy="4.6" r="1.9" />
      <circle cx="5.6" cy="11.4" r="1.9" />
    </>
  ),
  search: (
    <>
      <circle cx="7" cy="7" r="4.3" />
      <path d="M10.2 10.2l3.4 3.4" />
    </>
  ),
  warning: (
    <>
      <path d="M8 2.3l6.1 10.9H1.9z" />
      <path d="M8 6.5v3.2M8 11.4h.01" />
    </>
  ),
  info: (
    <>
      <circle cx="8" cy="8" r="5.7" />
      <path d="M8 7.4v3.5M8 5.2h.01" />
    </>
  ),
  check: <path d="M3.2 8.5l3.2 3.2 6.4-7" />,
  cross: <path d="M4.2 4.2l7.6 7.6M11.8 4.2l-7.6 7.6" />,
  chevron: <path d="M4.4 6.2L8 9.8l3.6-3.6" />,
  forward: <path d="M6.2 4.2L9.9 8l-3.7 3.8" />,
  back: <path d="M9.8 4.2L6.1 8l3.7 3.8" />,
  phone: (
    <path d="M5.1 2.3L3.4 3.1c-.6.3-.9.9-.8 1.6.7 4.3 4.4 8 8.7 8.7.7.1 1.3-.2 1.6-.8l.8-1.7-2.9-2-1.5 1.3c-1.3-.6-2.7-2-3.3-3.3l1.3-1.5z" />
  ),
  email: (
    <>
      <rect x="2" y="3.5" width="12" height="9" rx="1.7" />
      <path d="M2.4 4.8L8 8.9l5.6-4.1" />
    </>
  ),
  tag: (
    <>
      <path d="M2.6 7.6V3.8c0-.7.5-1.2 1.2-1.2h3.8l5.7 5.7-5 5z" />
      <path d="M5.4 5.4h.01" />
    </>
  ),
  key: (
    <>
      <circle cx="5.2" cy="10.6" r="2.7" />
      <path d="M7.2 8.7l5.9-5.9M10.7 5.2l1.9 1.9" />
    </>
  ),
  clip: (
    <path d="M11.7 7.3l-4.4 4.4a2.5 2.5 0 0 1-3.6-3.6l5-5a1.7 1.7 0 0 1 2.4 2.4l-4.8 4.8a.8.8 0 0 1-1.2-1.2l4.1-4.1" />
  ),
  plus: <path d="M8 3.3v9.4M3.3 8h9.4" />,
  eye: (
    <>
      <path d="M1.7 8C3 5.4 5.3 4 8 4s5 1.4 6.3 4c-1.3 2.6-3.6 4-6.3 4S3 10.6 1.7 8z" />
      <circle cx="8" cy="8" r="1.9" />
    </>
  ),
} as const;

export type IconName = keyof typeof drawings;

export function Icon({ name }: { readonly name: IconName }): ReactNode {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      {drawings[name]}
    </svg>
  );
}
