def parse_duration(text)
  return nil unless text.match?(/\A(\d+[dhms])+\z/)

  seconds_per_unit = { "d" => 86_400, "h" => 3_600, "m" => 60, "s" => 1 }
  text.scan(/(\d+)([dhms])/).sum { |amount, unit| amount.to_i * seconds_per_unit[unit] }
end
