import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { waitFor } from './wait.ts';

/** Starts, connects or sends somewhere, or changes a file or folder: by its name, or by a descriptor that may be open for reading only. */
const traced =
  'trace=execve,execveat,fork,vfork,clone,clone3,connect,sendto,sendmsg,sendmmsg,io_uring_setup,' +
  'open,openat,openat2,creat,truncate,ftruncate,unlink,unlinkat,rename,renameat,renameat2,mkdir,mkdirat,rmdir,' +
  'link,linkat,symlink,symlinkat,mknod,mknodat,chmod,fchmod,fchmodat,chown,lchown,fchown,fchownat,utime,utimes,utimensat';

/** What a trace of whole programs tells; each list holds lines of it that are not as they should be. */
export interface SystemCalls {
  /** How many were traced, those that others started among them. */
  readonly programs: number;
  /** Processes that they started, or tried to. */
  readonly started: readonly string[];
  /** Every address they asked for: `127.0.0.1`, or the path of a socket. */
  readonly addresses: readonly string[];
  /** What changes something below the folder, or opens a file there for more than reading. */
  readonly changes: readonly string[];
  /** How often a file below the folder was opened. */
  readonly opened: number;
  /** Queues by which files are changed past all this. That of every event loop of Node's only says what is waited for. */
  readonly queues: readonly string[];
}

/** Traces every program that is started with `words` in front of it (Linux). */
export interface Tracer {
  readonly words: readonly string[];
  /** Resolves when the last of them has ended. @param folder absolute path. */
  read(folder: string): Promise<SystemCalls>;
}

/** @param dir where the traces are kept. */
export function openTracer(dir: string): Tracer {
  const prefix = join(dir, 'calls');
  /** One file for each thread, so that no line is cut by another's. */
  const files = (): readonly string[] =>
    readdirSync(dir)
      .filter((name) => name.startsWith(basename(prefix)))
      .map((name) => readFileSync(join(dirname(prefix), name), 'utf8'));
  return {
    // With `-D` the program is our own child, and gets the signals that are meant for it.
    words: ['strace', '-D', '-ff', '-y', '-s', '512', '-o', prefix, '-e', traced],
    async read(folder) {
      await waitFor('every trace to end', () =>
        files().every((text) => /^\+\+\+ (exited|killed) .*\+\+\+$/m.test(text)),
      );
      return readCalls(files(), folder);
    },
  };
}

/** @param traces what strace wrote, one text a thread. */
function readCalls(traces: readonly string[], folder: string): SystemCalls {
  const lines = traces.flatMap((text) => text.split('\n'));
  const isStart = (line: string) =>
    /^(execve|execveat|fork|vfork|clone|clone3)\(/.test(line) && !line.includes('CLONE_THREAD');
  const inFolder = lines.filter((line) => line.includes(folder) && !isStart(line));
  const opens = inFolder.filter((line) => /^(open|openat|openat2)\(/.test(line));
  // A program begins with the call that started it.
  const first = traces.filter((text) => /^execve\(/.test(text));
  return {
    programs: first.length,
    started: traces.flatMap((text) =>
      text
        .split('\n')
        .slice(first.includes(text) ? 1 : 0)
        .filter(isStart),
    ),
    addresses: lines.flatMap((line) => addressOf(line) ?? []),
    changes: inFolder.filter((line) => (opens.includes(line) ? opensForMore(line) : !isRootsOwn(line))),
    opened: opens.length,
    queues: lines.filter((line) => /^io_uring_setup\(.*IORING_SETUP_SQPOLL/.test(line)),
  };
}

/** Where a call connects or sends to; null: it names no address. */
function addressOf(line: string): string | null {
  const family = /sa_family=(\w+)/.exec(line)?.[1];
  if (!/^(connect|sendto|sendmsg|sendmmsg)\(/.test(line) || family === undefined) return null;
  const address = /inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"|sun_path=@?"([^"]+)"/.exec(line);
  return address?.slice(1).find((part) => part !== undefined) ?? `${family}: ${line}`;
}

/** SQLite asks for the -wal to be created although it is there, and a file that is there is not: test/messages/no-trace.test.ts. */
function opensForMore(line: string): boolean {
  if (/O_WRONLY|O_TRUNC|O_APPEND/.test(line)) return true;
  return /O_RDWR|O_CREAT/.test(line) && !/chat\.db-wal"/.test(line);
}

/** SQLite run by root gives a file its owner anew, which is what it was. */
const isRootsOwn = (line: string): boolean =>
  process.getuid?.() === 0 && /^fchown\(.*, 0, 0\) += 0$/.test(line);
