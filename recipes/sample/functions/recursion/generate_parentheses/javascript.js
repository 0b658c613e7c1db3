function generateParentheses(pairs) {
  const arrangements = [];

  const extend = (prefix, opened, closed) => {
    if (closed === pairs) {
      arrangements.push(prefix);
      return;
    }
    if (opened < pairs) extend(`${prefix}(`, opened + 1, closed);
    if (closed < opened) extend(`${prefix})`, opened, closed + 1);
  };

  extend("", 0, 0);
  return arrangements;
}
