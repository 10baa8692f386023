/** What one reader waits at. Rung before it waits, it does not wait; rung twice, it is woken once. */
export class Bell {
  #isRung = false;
  #wake = () => {};

  readonly ring = (): void => {
    this.#isRung = true;
    this.#wake();
  };

  async rung(): Promise<void> {
    if (!this.#isRung) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#isRung = false;
  }
}
