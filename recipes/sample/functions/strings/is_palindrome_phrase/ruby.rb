def is_palindrome_phrase(phrase)
  letters = phrase.downcase.gsub(/[^a-z0-9]/, "")
  letters == letters.reverse
end
