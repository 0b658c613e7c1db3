def caesar_shift(text, shift)
  text.gsub(/[a-z]/i) do |letter|
    base = letter.between?("a", "z") ? "a".ord : "A".ord
    ((letter.ord - base + shift) % 26 + base).chr
  end
end
