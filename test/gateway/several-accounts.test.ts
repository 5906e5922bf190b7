import { channelSwitch } from './channel.ts';
import { gatewayClient } from './client.ts';
import { identity } from './identity.ts';
import { oneGateway } from './one-gateway.ts';
import { whatRuns } from './what-runs.ts';
import { whichAccount } from './which-account.ts';

/** Several accounts, accounts that come and go, a gateway that is restarted; and our client, which reads and writes them. */
const gateway = oneGateway({ accounts: { work: {}, bot: { enabled: false } } });
whatRuns(gateway);
whichAccount(gateway);
channelSwitch(gateway);
identity(gateway);
gatewayClient(gateway);
