/** A wait that others may cut short. A cut that comes while nobody waits counts for the next wait. */
export class Pause {
  #cut = false;
  #end: (() => void) | undefined;

  async for(ms: number): Promise<void> {
    if (!this.#cut) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#end = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#end = undefined;
    }
    this.#cut = false;
  }

  cut(): void {
    this.#cut = true;
    this.#end?.();
  }
}
