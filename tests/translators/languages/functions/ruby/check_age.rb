def check_age(age) = age.negative? ? raise(ArgumentError, 'negative') : age
