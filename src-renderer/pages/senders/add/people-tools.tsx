import { type ReactNode, useState } from 'react';
import { Say } from '../../../context/words.tsx';
import { Button } from '../../../parts/button.tsx';
import { AddSheet } from './add-sheet.tsx';
import { InviteSheet } from './invite-sheet.tsx';

/** Two ways to let someone in who has not knocked: typed in full, or by a code given in person. */
export function PeopleTools(): ReactNode {
  const [open, setOpen] = useState<'add' | 'invite' | null>(null);
  const close = (): void => setOpen(null);
  return (
    <>
      <div className="people-tools">
        <Button icon="plus" onPress={() => setOpen('add')}>
          <Say id="add.open" />
        </Button>
        <Button icon="key" onPress={() => setOpen('invite')}>
          <Say id="invite.open" />
        </Button>
      </div>
      {open === 'add' && <AddSheet onClose={close} />}
      {open === 'invite' && <InviteSheet onClose={close} />}
    </>
  );
}
