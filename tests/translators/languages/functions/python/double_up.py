def double_up(number):
    return number * number
