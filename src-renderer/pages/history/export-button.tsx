import type { ReactNode } from 'react';
import { useApp } from '../../context/app-context.ts';
import { Say } from '../../context/words.tsx';
import { Button } from '../../parts/button.tsx';

/** More than this is for the command line's `export`. */
const maxItems = 100_000;

/** Saves the history as JSON Lines, through the browser's own “save” and never over a network. */
export function ExportButton(): ReactNode {
  const { say, client } = useApp();
  const save = async (): Promise<void> => {
    const answer = await client.ask('history', { limit: maxItems });
    if (!answer.ok) {
      say(answer.error.sentence);
      return;
    }
    const lines = answer.value.items.map((item) => JSON.stringify(item)).join('\n');
    const url = URL.createObjectURL(new Blob([`${lines}\n`], { type: 'application/x-ndjson' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = `peephole-history-${new Date().toISOString().slice(0, 10)}.jsonl`;
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <Button onPress={() => void save()}>
      <Say id="history.export" />
    </Button>
  );
}
