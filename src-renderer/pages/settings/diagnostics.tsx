import { type ReactNode, useState } from 'react';
import type { StatusView } from '#core/surface/app-state.ts';
import { sentence } from '#core/words/sentence.ts';
import { useApp } from '../../context/app-context.ts';
import { Say } from '../../context/words.tsx';
import { Button } from '../../parts/button.tsx';

/** Versions, states, counts and ids of findings: no handle, no text, no address, no secret. */
export function diagnosticsOf(status: StatusView): string {
  const { version, channel, gateway, messages, counts, silence, leaks, sharesMainSession } = status;
  return JSON.stringify(
    {
      peephole: version,
      silence: {
        state: silence.state,
        findings: silence.findings.map(({ id, severity }) => ({ id, severity })),
      },
      channel,
      gateway: { state: gateway.state, version: gateway.version },
      messages: { state: messages.state, lastRowId: messages.lastRowId, lastSeenAt: messages.lastSeenAt },
      counts,
      leaks: leaks.length,
      sharesMainSession,
    },
    null,
    2,
  );
}

export function Diagnostics(): ReactNode {
  const { status, say } = useApp();
  const [copied, setCopied] = useState(false);
  const copy = (): void => {
    void navigator.clipboard.writeText(diagnosticsOf(status)).then(
      () => setCopied(true),
      (error: unknown) => say(sentence('said.foreign', { text: String(error) })),
    );
  };
  return (
    <Button onPress={copy}>
      <Say id={copied ? 'action.copied' : 'set.diagnostics'} />
    </Button>
  );
}
