def evaluate_postfix(expression)
  stack = []
  expression.split(/ /, -1).each do |part|
    case part
    when /\A-?\d+\z/
      stack.push(part.to_i)
    when "+", "-", "*"
      return nil if stack.size < 2

      left, right = stack.pop(2)
      stack.push(left.public_send(part, right))
    else
      return nil
    end
  end
  stack.size == 1 ? stack.first : nil
end
