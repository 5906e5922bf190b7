import type { SilenceView } from '#core/silence/finding.ts';

/** How what strangers get is coloured: red where they get anything. */
export const silenceStyle = {
  silent: 'green',
  answering: 'red',
  open: 'red',
  'no-channel': 'yellow',
  unknown: 'yellow',
} as const satisfies Readonly<Record<SilenceView['state'], string>>;
