local function is_leap_year(year)
  if year % 400 == 0 then
    return true
  end
  if year % 100 == 0 then
    return false
  end
  return year % 4 == 0
end
