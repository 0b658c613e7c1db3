def double_up(number) = number * number
