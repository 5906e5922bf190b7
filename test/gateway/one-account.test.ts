import { crash } from './crash.ts';
import { leakAlarm } from './leak.ts';
import { friendVars, mainJob } from './main-job.ts';
import { oneGateway } from './one-gateway.ts';
import { ownership } from './ownership.ts';
import { refusedForGood } from './refused-for-good.ts';

/** What an owner with one account does, and what goes wrong there. */
const gateway = oneGateway({ privateApi: true, config: { env: { vars: friendVars } } });
mainJob(gateway);
leakAlarm(gateway);
crash(gateway);
ownership(gateway);
refusedForGood(gateway);
