def are_anagrams(first, second)
  counts = [first, second].map { |text| text.downcase.delete(" ").chars.tally }
  counts.first == counts.last
end
