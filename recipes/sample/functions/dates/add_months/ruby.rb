def add_months(date, months)
  year, month, day = date.split("-").map(&:to_i)
  year, month = (year * 12 + month - 1 + months).divmod(12)
  month += 1
  last_day =
    case month
    when 2
      leap = (year % 4).zero? && (year % 100 != 0 || (year % 400).zero?)
      leap ? 29 : 28
    when 4, 6, 9, 11 then 30
    else 31
    end
  format("%04d-%02d-%02d", year, month, [day, last_day].min)
end
