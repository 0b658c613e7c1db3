def most_common_word(words)
  word, = words.tally.min_by { |candidate, count| [-count, candidate] }
  word || ""
end
