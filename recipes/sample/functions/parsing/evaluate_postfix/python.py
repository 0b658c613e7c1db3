def evaluate_postfix(expression: str) -> int | None:
    """Evaluate an expression in postfix notation, such as "3 4 + 2 *".

    Its parts are separated by single spaces: integers and the operators +, - and *. A malformed expression gives None.
    """
    stack: list[int] = []
    for part in expression.split(" "):
        if part in ("+", "-", "*"):
            if len(stack) < 2:
                return None
            right = stack.pop()
            left = stack.pop()
            stack.append(left + right if part == "+" else left - right if part == "-" else left * right)
        elif part.removeprefix("-").isdigit():
            stack.append(int(part))
        else:
            return None
    return stack[0] if len(stack) == 1 else None
