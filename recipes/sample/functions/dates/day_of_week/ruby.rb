def day_of_week(year, month, day)
  names = %w[Sunday Monday Tuesday Wednesday Thursday Friday Saturday]
  offsets = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4]
  year -= 1 if month < 3
  index = year + year / 4 - year / 100 + year / 400 + offsets[month - 1] + day
  names[index % 7]
end
