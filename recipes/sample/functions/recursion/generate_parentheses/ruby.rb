def generate_parentheses(pairs, prefix = "", opened = 0, closed = 0)
  return [prefix] if closed == pairs

  arrangements = []
  arrangements += generate_parentheses(pairs, "#{prefix}(", opened + 1, closed) if opened < pairs
  arrangements += generate_parentheses(pairs, "#{prefix})", opened, closed + 1) if closed < opened
  arrangements
end
