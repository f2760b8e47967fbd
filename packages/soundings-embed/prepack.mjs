// The types of the script are the widget's own: the package takes a copy along when it is packed. So with the licence.
import { copyFileSync } from 'node:fs';

for (const [from, to] of [['../../widget/soundings.d.ts', 'soundings.d.ts'], ['../../LICENSE', 'LICENSE']]) {
  copyFileSync(new URL(from, import.meta.url), new URL(to, import.meta.url));
}
