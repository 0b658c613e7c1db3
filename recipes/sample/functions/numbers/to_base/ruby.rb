def to_base(number, base)
  number.to_s(base)
end
