def wrap_words(text, width)
  lines = []
  text.split.each do |word|
    if lines.any? && lines.last.length + 1 + word.length <= width
      lines[-1] += " #{word}"
    else
      lines << word
    end
  end
  lines
end
