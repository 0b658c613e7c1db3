def brackets_balance(text)
  opening = { ")" => "(", "]" => "[", "}" => "{" }
  opened = []
  text.each_char do |character|
    if opening.value?(character)
      opened.push(character)
    elsif opening.key?(character)
      return false if opened.pop != opening[character]
    end
  end
  opened.empty?
end
