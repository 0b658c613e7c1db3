rows, = gets.split.map(&:to_i)
matrix = Array.new(rows) { gets.split }
matrix.reverse.transpose.each { |row| puts row.join(' ') }
