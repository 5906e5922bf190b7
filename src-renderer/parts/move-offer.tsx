import { type ReactNode, useEffect, useState } from 'react';
import type { MacHost, MoveOutcome } from '#contract/bridge.ts';
import { Say } from '../context/words.tsx';
import { Button } from './button.tsx';

interface MoveOfferProps {
  readonly mac: MacHost;
  /** The owner does not want it; absent: there is nothing to decline. */
  readonly onDecline?: () => void;
}

/**
 * Offers to move an app that lies outside the Applications folder, and says what became of it. Nothing when it lies there, or
 * can't be moved. The question is in the page: one of Electron's own would have to be answered at once, with everything
 * standing still (MAC-4.12).
 */
export function MoveOffer({ mac, onDecline }: MoveOfferProps): ReactNode {
  const [offered, setOffered] = useState(false);
  /** null: not tried yet. */
  const [outcome, setOutcome] = useState<MoveOutcome | null>(null);
  useEffect(() => void mac.canMove().then(setOffered), [mac]);
  if (!offered) return null;
  const replaces = outcome === 'exists';
  return (
    <div className="setting-row move-offer">
      <span className="row-text">
        <span>
          <Say id="move.offered" />
        </span>
        <span className="hint" role="status">
          <Say id={outcome === null ? 'move.offered-text' : `move.${outcome}`} />
        </span>
      </span>
      <span className="row-value">
        {onDecline && (
          <Button tone="quiet" onPress={onDecline}>
            <Say id="move.not-now" />
          </Button>
        )}
        {outcome !== 'moved' && outcome !== 'not-allowed' && (
          <Button onPress={() => void mac.moveToApplications(replaces).then(setOutcome)}>
            <Say id={replaces ? 'move.replace' : 'move.do'} />
          </Button>
        )}
      </span>
    </div>
  );
}
