def collatz_length(start)
  steps = 0
  number = start
  while number > 1
    number = number.even? ? number / 2 : 3 * number + 1
    steps += 1
  end
  steps
end
