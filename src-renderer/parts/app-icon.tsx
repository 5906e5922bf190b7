import type { ReactNode } from 'react';
import icon from '../../assets/app-icon.svg';

/** The app's icon, beside a banner and in the first run. */
export function AppIcon(): ReactNode {
  return <img className="app-icon" src={icon} alt="" width={38} height={38} />;
}
