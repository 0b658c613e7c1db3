def days_between(start, finish)
  day_number(finish) - day_number(start)
end

def day_number(date)
  year, month, day = date.split("-").map(&:to_i)
  if month < 3
    year -= 1
    month += 12
  end
  leap_days = year / 4 - year / 100 + year / 400
  365 * year + leap_days + (153 * month - 457) / 5 + day
end
