import { type ReactNode, useState } from 'react';
import type { MacFacts } from '#contract/bridge.ts';
import type { StatusView } from '#core/surface/app-state.ts';
import { sentence } from '#core/words/sentence.ts';
import { useApp } from '../../context/app-context.ts';
import { Say } from '../../context/words.tsx';
import { Button } from '../../parts/button.tsx';

/** Versions, states, counts and ids of findings: no handle, no text, no address, no secret. */
export function diagnosticsOf(status: StatusView, mac: MacFacts | null = null): string {
  const { version, channel, gateway, messages, counts, silence, leaks, sharesMainSession } = status;
  return JSON.stringify(
    {
      peephole: version,
      ...(mac === null ? {} : { mac }),
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
  const { status, say, bridge } = useApp();
  const [copied, setCopied] = useState(false);
  const copy = (): void => {
    const write = async (): Promise<void> => {
      const facts = bridge.mac === null ? null : await bridge.mac.facts();
      await navigator.clipboard.writeText(diagnosticsOf(status, facts));
    };
    void write().then(
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
