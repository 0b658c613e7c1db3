using System;
static int CheckAge(int age) { if (age < 0) throw new ArgumentException("negative"); return age; }
