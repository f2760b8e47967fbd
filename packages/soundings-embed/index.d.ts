import type { Api, Attributes, EventMap, Naming } from './soundings.js';

export type * from './soundings.js';

/** The name of an event, without `soundings:`. */
export type EventName = keyof EventMap extends `soundings:${infer Name}` ? Name : never;

/** What is told of each event. */
export type Handlers = { [Name in EventName]?: (event: EventMap[`soundings:${Name}`]) => void };

export interface LoadOptions {
  /** The nonce of the page's policy, for the script's element. */
  nonce?: string;
}

export interface MountOptions extends LoadOptions {
  /** The words of the link, for as long as the script has not come. */
  label?: string;
}

export interface Mounted {
  readonly element: HTMLElement;
  /** The script's API, or why the script did not load; the link stays then. */
  readonly loaded: Promise<Api>;
  /** Takes the form out of the page. The script stays, for others. */
  unmount(): void;
}

export declare const EVENTS: readonly EventName[];

/** The address of the same form on a page of its own. `host` is the service's address, such as `https://soundings.example`. */
export declare function link(host: string, attributes: Pick<Attributes, 'consultation' | 'reply' | 'site' | 'lang'>): string;

/** Loads the script of a service, once, and gives its API. Rejects where there is no browser, or the script does not load; a
 * later call tries again. */
export declare function load(host: string, options?: LoadOptions): Promise<Api>;

/** Puts a form at the end of `target`, and tells `events` what happens. */
export declare function mount(target: Element, host: string, attributes: Naming & MountOptions, events?: Handlers): Mounted;
