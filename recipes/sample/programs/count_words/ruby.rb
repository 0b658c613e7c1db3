lines = STDIN.readlines
words = lines.flat_map(&:split)
puts "#{lines.size} #{words.size} #{words.max_by(&:length) || '-'}"
