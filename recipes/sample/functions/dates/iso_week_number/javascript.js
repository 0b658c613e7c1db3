function isoWeekNumber(year, month, day) {
  const isLeap = (y) => y % 4 === 0 && (y % 100 !== 0 || y % 400 === 0);

  const januaryFirst = (y) => {
    const before = y - 1;
    return (before + Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400)) % 7;
  };

  const weeksIn = (y) => {
    const first = januaryFirst(y);
    return first === 3 || (first === 2 && isLeap(y)) ? 53 : 52;
  };

  const daysBeforeMonth = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
  let ordinal = daysBeforeMonth[month - 1] + day;
  if (month > 2 && isLeap(year)) {
    ordinal += 1;
  }
  const weekday = (januaryFirst(year) + ordinal - 1) % 7;
  const week = Math.floor((ordinal - weekday + 9) / 7);
  if (week === 0) {
    return weeksIn(year - 1);
  }
  return week > weeksIn(year) ? 1 : week;
}
