export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: "plain" | "bad";
  /** What can be done about it, as long as it is shown. */
  readonly action: { readonly label: string; run(): void } | null;
}

export interface ToastOptions {
  tone?: Toast["tone"];
  action?: NonNullable<Toast["action"]>;
}

/** How long a toast is there, and with it the way to take something back. */
export const TOAST_FOR_MS = 8_000;
/** At once; the oldest goes when there would be more. */
const TOASTS = 3;

/** Short messages about what has just been done, at the bottom of the page. */
export class Toaster {
  #toasts: readonly Toast[] = [];
  #lastId = 0;
  readonly #listeners = new Set<() => void>();

  get toasts(): readonly Toast[] {
    return this.#toasts;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  show(text: string, { tone = "plain", action }: ToastOptions = {}): void {
    const toast: Toast = { id: ++this.#lastId, text, tone, action: action ?? null };
    this.#become([...this.#toasts, toast].slice(-TOASTS));
    setTimeout(() => this.dismiss(toast.id), TOAST_FOR_MS);
  }

  dismiss(id: number): void {
    if (this.#toasts.some((toast) => toast.id === id)) this.#become(this.#toasts.filter((toast) => toast.id !== id));
  }

  #become(toasts: readonly Toast[]): void {
    this.#toasts = toasts;
    for (const listener of this.#listeners) listener();
  }
}
