def moving_average(values, window)
  return [] if window < 1

  values.each_cons(window).map { |stretch| stretch.sum.fdiv(window) }
end
