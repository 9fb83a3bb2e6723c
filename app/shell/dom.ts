/** @file Elements without a framework. */

type Props<K extends keyof HTMLElementTagNameMap> = {
  readonly [P in keyof HTMLElementTagNameMap[K]]?: HTMLElementTagNameMap[K][P];
} & {
  /** Attributes that are no properties: `aria-*`, `role`, `data-*`. */
  readonly attr?: Readonly<Record<string, string>>;
  readonly on?: {
    readonly [E in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[E]) => void;
  };
};

/** Makes an element; strings among the children are text, never markup. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  { attr = {}, on = {}, ...properties }: Props<K> = {} as Props<K>,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  Object.assign(element, properties);
  for (const [name, value] of Object.entries(attr)) element.setAttribute(name, value);
  for (const [name, listener] of Object.entries(on)) {
    element.addEventListener(name, listener as EventListener);
  }
  element.append(...children);
  return element;
}

/** The element of an id that the page's own HTML has. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`byId: expected #${id}`);
  return element as T;
}

/** The theme that the reader chose, or their system. */
export function themeNow(): 'light' | 'dark' {
  const chosen = document.documentElement.dataset['theme'];
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** A canvas as many pixels as its CSS size has on this screen; the context counts in CSS pixels. */
export function fitted(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
): CanvasRenderingContext2D | null {
  const ratio = Math.min(2, devicePixelRatio);
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const ctx = canvas.getContext('2d');
  ctx?.scale(ratio, ratio);
  return ctx;
}

/** A labelled slider with its value in words. */
export function slider(options: {
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly value: number;
  readonly format: (value: number) => string;
  /** While it moves. */
  readonly onInput: (value: number) => void;
  /** When it is let go. */
  readonly onChange?: (value: number) => void;
}): { element: HTMLElement; set(value: number): void } {
  const { label, min, max, step, value, format, onInput, onChange } = options;
  const output = h('output', {}, format(value));
  const input = h('input', {
    type: 'range',
    min: String(min),
    max: String(max),
    step: String(step),
    value: String(value),
    attr: { 'aria-label': label },
    on: {
      input: () => {
        output.textContent = format(Number(input.value));
        onInput(Number(input.value));
      },
      change: () => onChange?.(Number(input.value)),
    },
  });
  return {
    element: h('label', { className: 'slider' }, h('span', {}, label), output, input),
    set(next) {
      input.value = String(next);
      output.textContent = format(next);
    },
  };
}

/** A button that is on or off. */
export function toggle(
  label: string,
  on: boolean,
  onChange: (on: boolean) => void,
): HTMLButtonElement {
  const button = h(
    'button',
    {
      type: 'button',
      className: 'chip',
      attr: { 'aria-pressed': String(on) },
      on: {
        click: () => {
          const next = button.getAttribute('aria-pressed') !== 'true';
          button.setAttribute('aria-pressed', String(next));
          onChange(next);
        },
      },
    },
    label,
  );
  return button;
}
