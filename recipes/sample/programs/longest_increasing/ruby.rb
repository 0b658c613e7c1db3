gets
ends = []
gets.split.map(&:to_i).each do |value|
  at = ends.bsearch_index { |end_value| end_value >= value } || ends.size
  ends[at] = value
end
puts ends.size
