def iso_week_number(year, month, day)
  days_before_month = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]
  ordinal = days_before_month[month - 1] + day
  ordinal += 1 if month > 2 && leap?(year)
  weekday = (january_first(year) + ordinal - 1) % 7
  week = (ordinal - weekday + 9) / 7
  return weeks_in(year - 1) if week.zero?

  week > weeks_in(year) ? 1 : week
end

def leap?(year)
  (year % 4).zero? && (year % 100 != 0 || (year % 400).zero?)
end

def january_first(year)
  before = year - 1
  (before + before / 4 - before / 100 + before / 400) % 7
end

def weeks_in(year)
  first = january_first(year)
  first == 3 || (first == 2 && leap?(year)) ? 53 : 52
end
