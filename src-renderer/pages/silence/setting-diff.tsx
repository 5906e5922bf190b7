import type { ReactNode } from 'react';
import { Say } from '../../context/words.tsx';

interface Change {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

function Value({ value }: { readonly value: unknown }): ReactNode {
  if (value === null || value === undefined) {
    return (
      <em>
        <Say id="silence.not-set" />
      </em>
    );
  }
  if (Array.isArray(value) && value.length > 0) {
    return (
      <ul>
        {value.map((entry: unknown) => (
          <li key={JSON.stringify(entry)}>
            <code data-foreign="">{JSON.stringify(entry)}</code>
          </li>
        ))}
      </ul>
    );
  }
  return <code data-foreign="">{JSON.stringify(value)}</code>;
}

/** Settings of OpenClaw, before and after, by their exact names. */
export function SettingDiff({ changes }: { readonly changes: readonly Change[] }): ReactNode {
  return (
    <table className="diff">
      <thead>
        <tr>
          <th scope="col">
            <Say id="silence.setting" />
          </th>
          <th scope="col">
            <Say id="silence.before" />
          </th>
          <th scope="col">
            <Say id="silence.after" />
          </th>
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => (
          <tr key={change.path}>
            <th scope="row">
              <code data-foreign="">{change.path}</code>
            </th>
            <td className="before">
              <Value value={change.before} />
            </td>
            <td className="after">
              <Value value={change.after} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
