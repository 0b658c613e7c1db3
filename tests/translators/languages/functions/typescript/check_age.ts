function checkAge(age: number): number { if (age < 0) throw new Error('negative'); return age; }
