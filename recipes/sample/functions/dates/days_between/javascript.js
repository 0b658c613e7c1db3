function daysBetween(start, end) {
  const dayNumber = (date) => {
    let [year, month, day] = date.split("-").map(Number);
    if (month < 3) {
      year -= 1;
      month += 12;
    }
    const leapDays = Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
    return 365 * year + leapDays + Math.floor((153 * month - 457) / 5) + day;
  };

  return dayNumber(end) - dayNumber(start);
}
