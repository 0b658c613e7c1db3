local DAYS_BEFORE_MONTH = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 }

local function is_leap(year)
  return year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0)
end

local function january_first(year)
  local before = year - 1
  return (before + before // 4 - before // 100 + before // 400) % 7
end

local function weeks_in(year)
  local first = january_first(year)
  return (first == 3 or (first == 2 and is_leap(year))) and 53 or 52
end

local function iso_week_number(year, month, day)
  local ordinal = DAYS_BEFORE_MONTH[month] + day
  if month > 2 and is_leap(year) then
    ordinal = ordinal + 1
  end
  local weekday = (january_first(year) + ordinal - 1) % 7
  local week = (ordinal - weekday + 9) // 7
  if week == 0 then
    return weeks_in(year - 1)
  end
  return week > weeks_in(year) and 1 or week
end
