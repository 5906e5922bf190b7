/** Measures one part in a process of its own, so that none costs another memory or time: `measure.ts PART MESSAGES [large]`. */
import { isPartName } from '../kit/part.ts';
import { parts } from '../kit/registry.ts';

const [name = '', messages = '', large = ''] = process.argv.slice(2);
if (!isPartName(name)) throw new Error(`no such part: ${name}`);
const figures = await parts[name]({ messages: Number(messages), isLarge: large === 'large' });
// What the part started and left behind must not keep this process.
process.send?.(figures, () => process.exit(0));
