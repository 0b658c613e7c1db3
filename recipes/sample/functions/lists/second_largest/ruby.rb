def second_largest(values)
  values.uniq.max(2)[1]
end
