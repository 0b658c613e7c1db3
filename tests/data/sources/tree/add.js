/**
 * Adds two numbers together.
 */
export function add(a, b) {
  const c = a + b;
  return c;
}

/** Doubles a number quickly. */
export const twice = (x) => {
  const text = `kept
    as it is`;
  return 2 * x + text.length;
};

class Box extends Thing {
  /** Gets the thing itself. */
  async get(x) {
    const y = x;
    return y;
  }

  /** Makes the thing itself. */
  constructor(x) {
    super();
    this.x = x;
  }
}
