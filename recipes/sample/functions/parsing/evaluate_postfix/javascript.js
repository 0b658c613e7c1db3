function evaluatePostfix(expression) {
  const operators = {
    "+": (left, right) => left + right,
    "-": (left, right) => left - right,
    "*": (left, right) => left * right,
  };
  const stack = [];
  for (const part of expression.split(" ")) {
    if (part in operators) {
      if (stack.length < 2) {
        return null;
      }
      const right = stack.pop();
      const left = stack.pop();
      stack.push(operators[part](left, right));
    } else if (/^-?\d+$/.test(part)) {
      stack.push(Number(part));
    } else {
      return null;
    }
  }
  return stack.length === 1 ? stack[0] : null;
}
