local function days_in(year, month)
  if month == 2 then
    local leap = year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0)
    return leap and 29 or 28
  end
  return (month == 4 or month == 6 or month == 9 or month == 11) and 30 or 31
end

local function add_months(date, months)
  local old_year, old_month, day = date:match("(%d+)-(%d+)-(%d+)")
  local total = tonumber(old_year) * 12 + tonumber(old_month) - 1 + months
  local year, month = total // 12, total % 12 + 1
  return ("%04d-%02d-%02d"):format(year, month, math.min(tonumber(day), days_in(year, month)))
end
