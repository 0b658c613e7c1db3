def rotate_left(values, steps)
  values.rotate(steps)
end
