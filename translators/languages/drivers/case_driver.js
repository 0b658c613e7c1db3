// Prints what a function returned, or the error that it threw.
function runCase(index, call) {
  const plain = (key, value) => {
    if (value instanceof Map) return Object.fromEntries(value);
    if (value instanceof Set) return [...value];
    if (typeof value === "bigint") return Number(value);
    return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
  };
  try {
    console.log(`case ${index} ${JSON.stringify(call(), plain) ?? "null"}`);
  } catch (problem) {
    console.log(`error ${index} ${JSON.stringify(String(problem))}`);
  }
}
