function addMonths(date, months) {
  const [oldYear, oldMonth, day] = date.split("-").map(Number);
  const total = oldYear * 12 + oldMonth - 1 + months;
  const year = Math.floor(total / 12);
  const month = (total % 12) + 1;
  let lastDay = 31;
  if (month === 2) {
    const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
    lastDay = leap ? 29 : 28;
  } else if ([4, 6, 9, 11].includes(month)) {
    lastDay = 30;
  }
  const pad = (number, width) => String(number).padStart(width, "0");
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(Math.min(day, lastDay), 2)}`;
}
