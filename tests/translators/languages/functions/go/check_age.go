func CheckAge(age int) int { if age < 0 { panic("negative") }; return age }
