import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** Where files lie in memory, if there is such a place: for what lives thousands of times and says nothing of disks. */
export const memoryDir: string = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
