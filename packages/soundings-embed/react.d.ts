import type { ReactElement, ReactNode } from 'react';
import type { Attributes, EventMap, LoadOptions } from './index.js';

interface Common extends LoadOptions {
  /** The service's address, such as `https://soundings.example`. */
  host: string;
  site?: Attributes['site'];
  lang?: Attributes['lang'];
  theme?: Attributes['theme'];
  load?: Attributes['load'];
  headingLevel?: Attributes['heading-level'];
  /** Writes each event to the console. */
  debug?: boolean;
  className?: string;
  id?: string;
  /** What stands there until the script has come; without it, a link to the same form. */
  children?: ReactNode;
  onReady?: (event: EventMap['soundings:ready']) => void;
  onView?: (event: EventMap['soundings:view']) => void;
  onStart?: (event: EventMap['soundings:start']) => void;
  onStep?: (event: EventMap['soundings:step']) => void;
  onInvalid?: (event: EventMap['soundings:invalid']) => void;
  onSubmit?: (event: EventMap['soundings:submit']) => void;
  onSuccess?: (event: EventMap['soundings:success']) => void;
  onError?: (event: EventMap['soundings:error']) => void;
  onWarning?: (event: EventMap['soundings:warning']) => void;
  /** The script did not load: what stands in the element stays. */
  onUnreachable?: (error: Error) => void;
}

export type SoundingsProps = Common & ({ consultation: string; reply?: undefined } | { reply: string; consultation?: undefined });

/** A consultation's form, or an official reply. */
export declare function Soundings(props: SoundingsProps): ReactElement;
