def run_length_decode(encoded)
  encoded.scan(/(\d*)(\D)/m).map do |digits, character|
    character * (digits.empty? ? 1 : digits.to_i)
  end.join
end
