def split_csv_line(line)
  fields = [+""]
  quoted = false
  position = 0
  while position < line.length
    character = line[position]
    if quoted && line[position, 2] == '""'
      fields.last << '"'
      position += 1
    elsif character == '"'
      quoted = !quoted
    elsif character == "," && !quoted
      fields << +""
    else
      fields.last << character
    end
    position += 1
  end
  fields
end
