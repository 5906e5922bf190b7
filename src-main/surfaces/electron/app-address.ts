/** The scheme of our own page; nothing of it ever leaves the machine. */
export const appScheme = 'app';
/** As Chromium writes the origin of our page. */
export const appOrigin = `${appScheme}://peephole`;
/** The page itself. */
export const windowAddress = `${appOrigin}/`;
/** The same page as the panel under the icon. */
export const panelAddress = `${windowAddress}?panel`;
