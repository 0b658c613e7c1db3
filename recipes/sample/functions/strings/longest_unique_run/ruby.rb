def longest_unique_run(text)
  last_seen = {}
  start = 0
  best = ""
  text.each_char.with_index do |character, index|
    start = [start, last_seen.fetch(character, -1) + 1].max
    last_seen[character] = index
    best = text[start..index] if index - start + 1 > best.length
  end
  best
end
