/** An object that lives in the wasm instance. @internal */
import { generation, replaceIfTrapped } from './instance.js';

/** Holds such an object, and makes it anew when the instance was replaced after a trap. */
export class Resident<T> {
  #made: T;
  #generation = generation;
  readonly #anew: (before: T) => T;

  /** @param anew makes it in the new instance, after the one that was lost */
  constructor(made: T, anew: (before: T) => T) {
    this.#made = made;
    this.#anew = anew;
  }

  /** What the current instance has. */
  current(): T {
    replaceIfTrapped();
    if (this.#generation !== generation) {
      this.#made = this.#anew(this.#made);
      this.#generation = generation;
    }
    return this.#made;
  }
}
