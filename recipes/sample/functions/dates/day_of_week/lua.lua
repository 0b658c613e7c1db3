local function day_of_week(year, month, day)
  local names = { "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday" }
  local offsets = { 0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4 }
  if month < 3 then
    year = year - 1
  end
  local index = year + year // 4 - year // 100 + year // 400 + offsets[month] + day
  return names[index % 7 + 1]
end
