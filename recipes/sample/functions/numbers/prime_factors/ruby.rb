def prime_factors(number)
  factors = []
  divisor = 2
  while divisor * divisor <= number
    while (number % divisor).zero?
      factors << divisor
      number /= divisor
    end
    divisor += 1
  end
  factors << number if number > 1
  factors
end
