// Types of the script `/v1/embed.js`: its element, its events and `window.soundings`.

/** What went wrong, in `soundings:error`. */
export type ErrorCode =
  /** The edge does not know the page's origin for the site. */
  | "origin-not-allowed"
  /** The consultation is not open, or no longer. */
  | "form-closed"
  /** The page's policy forbids requests to the edge. */
  | "csp-connect"
  /** No reply, or one that cannot be read. */
  | "network"
  /** Too many requests; it is tried again by itself. */
  | "rate-limited";

/** What stayed away, in `soundings:warning`: the form shows and sends without it. */
export type WarningCode =
  /** The page's policy forbids Wasm. */
  | "csp-wasm"
  /** The application did not start. */
  | "app";

/** What every event carries. An answer is never in it. */
export interface Detail {
  readonly consultation: string;
  readonly site: string;
}

/** The events. They bubble, and leave the shadow root. */
export interface EventMap {
  /** The form is shown and can be answered. */
  "soundings:ready": CustomEvent<Detail>;
  /** It came into view. */
  "soundings:view": CustomEvent<Detail>;
  /** The person began to answer. */
  "soundings:start": CustomEvent<Detail>;
  /** Another part of the form shows; `step` is its number, where it is known. */
  "soundings:step": CustomEvent<Detail & { readonly step?: number }>;
  /** Something is missing or wrong: it was not sent. */
  "soundings:invalid": CustomEvent<Detail>;
  /** It is being sent. */
  "soundings:submit": CustomEvent<Detail>;
  /** It is recorded, or changed. */
  "soundings:success": CustomEvent<Detail>;
  /** It went wrong. */
  "soundings:error": CustomEvent<Detail & { readonly code: ErrorCode }>;
  /** It goes on with less. */
  "soundings:warning": CustomEvent<Detail & { readonly code: WarningCode }>;
}

/** The attributes of `<take-soundings>`; on the script they begin with `data-`. */
export interface Attributes {
  /** The consultation's identifier; none where `reply` is given. */
  consultation?: string;
  /** The code of an official reply, shown in the place of a form. */
  reply?: string;
  /** The identifier under which the department registered the place; the hosted form's without one. */
  site?: string;
  /** The language; that of the page around it without one. */
  lang?: string;
  /** The colours; the page's own without one. */
  theme?: "auto" | "light" | "dark";
  /** When the form loads: near the view, at once, or when the page asks for it. */
  load?: "lazy" | "eager" | "manual";
  /** The level of the form's title, 2 without one. */
  "heading-level"?: "1" | "2" | "3" | "4" | "5" | "6" | 1 | 2 | 3 | 4 | 5 | 6;
  /** Opens a panel that says what shows, and why, and writes each event to the console. */
  debug?: "";
}

/** The attributes of an element that names what it shows. */
export type Naming = Attributes & ({ consultation: string } | { reply: string });

/** An element, or the selector of one; without it, of the first `<take-soundings>`, or in `reset` and `remove` all of them. */
export type Target = string | Element;

/** Why an element shows what it shows. */
export interface Diagnosis {
  readonly element: HTMLElement;
  readonly consultation: string | null;
  readonly site: string | null;
  readonly code: "waiting" | "ready" | ErrorCode;
  /** In words, for the page's developer. */
  readonly says: string;
}

/** `window.soundings`, once the script has run. */
export interface Api {
  /** The build that runs. */
  readonly version: string;
  /** Calls `act`, at once. In the queue: when the script has run. */
  ready(act: (api: Api) => void): void;
  /** Loads the form of a `<take-soundings>`, or puts one with these attributes into another element. */
  render(target?: Target): HTMLElement;
  render(target: Target, attributes: Naming): HTMLElement;
  /** Shows the form anew, empty. */
  reset(target?: Target): void;
  /** Takes the element out of the page. */
  remove(target?: Target): void;
  /** Says of each element why it shows what it shows. */
  diagnose(): Promise<Diagnosis[]>;
  /** Makes a call, as the queue does. */
  push(call: Call): unknown;
}

/** A call, as it stands in the queue before the script has run. */
export type Call =
  | readonly ["ready", (api: Api) => void]
  | readonly ["render", Target?]
  | readonly ["render", Target, Naming]
  | readonly ["reset", Target?]
  | readonly ["remove", Target?];

declare global {
  interface Window {
    get soundings(): Api;
    /** Before the script has run: the calls to be made then. */
    set soundings(calls: Call[]);
  }
  interface HTMLElementTagNameMap {
    "take-soundings": HTMLElement;
  }
  interface GlobalEventHandlersEventMap extends EventMap {}
}
