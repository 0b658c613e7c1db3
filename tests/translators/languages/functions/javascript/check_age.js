function checkAge(age) { if (age < 0) throw new Error('negative'); return age; }
