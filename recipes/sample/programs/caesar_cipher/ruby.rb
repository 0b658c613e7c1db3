places = gets.to_i
small = ('a'..'z').to_a
capital = ('A'..'Z').to_a
table = small.zip(small.rotate(places)).to_h.merge(capital.zip(capital.rotate(places)).to_h)
while (line = gets)
  puts line.chomp.gsub(/[a-z]/i, table)
end
