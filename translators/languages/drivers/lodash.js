// What MBXP's tests use of lodash: a comparison of plain values.
const { isDeepStrictEqual } = require("util");

module.exports = new Proxy(Object.freeze({ isEqual: isDeepStrictEqual }), {
  get(known, name) {
    if (name in known || typeof name === "symbol" || name === "default" || name === "__esModule") return known[name];
    throw new Error(`Cannot find module lodash.${name}`);
  },
});
