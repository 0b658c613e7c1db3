local function day_number(date)
  local year, month, day = date:match("(%d+)-(%d+)-(%d+)")
  year, month, day = tonumber(year), tonumber(month), tonumber(day)
  if month < 3 then
    year, month = year - 1, month + 12
  end
  local leap_days = year // 4 - year // 100 + year // 400
  return 365 * year + leap_days + (153 * month - 457) // 5 + day
end

local function days_between(start, finish)
  return day_number(finish) - day_number(start)
end
