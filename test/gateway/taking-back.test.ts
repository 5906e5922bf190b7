import { oneGateway } from './one-gateway.ts';
import { removal } from './removal.ts';
import { silenceUndo } from './silence-undo.ts';
import { uninstall } from './uninstall.ts';

/** What Peephole wrote is taken back, and so is the access of who was let in. */
const gateway = oneGateway();
silenceUndo(gateway);
uninstall(gateway);
removal(gateway);
