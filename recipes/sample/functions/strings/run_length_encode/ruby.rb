def run_length_encode(text)
  text.chars.chunk_while { |left, right| left == right }.map { |run| "#{run.length}#{run.first}" }.join
end
