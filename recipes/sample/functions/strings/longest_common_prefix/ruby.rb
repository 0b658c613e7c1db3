def longest_common_prefix(words)
  return "" if words.empty?

  words.reduce do |prefix, word|
    prefix = prefix[0...-1] until word.start_with?(prefix)
    prefix
  end
end
