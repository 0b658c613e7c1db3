def fill(grid, row, column)
  pending = [[row, column]]
  grid[row][column] = '.'
  size = 0
  until pending.empty?
    y, x = pending.pop
    size += 1
    [[y - 1, x], [y + 1, x], [y, x - 1], [y, x + 1]].each do |near_y, near_x|
      next if near_y < 0 || near_x < 0 || near_y >= grid.size || near_x >= grid[0].size
      next unless grid[near_y][near_x] == '#'

      grid[near_y][near_x] = '.'
      pending << [near_y, near_x]
    end
  end
  size
end

rows, columns = gets.split.map(&:to_i)
grid = Array.new(rows) { gets.strip.chars }
sizes = []
rows.times do |y|
  columns.times { |x| sizes << fill(grid, y, x) if grid[y][x] == '#' }
end
puts "#{sizes.size} #{sizes.max || 0}"
