import { oneGateway } from './one-gateway.ts';
import { silenceUndo } from './silence-undo.ts';
import { uninstall } from './uninstall.ts';

/** What Peephole wrote is taken back. */
const gateway = oneGateway();
silenceUndo(gateway);
uninstall(gateway);
