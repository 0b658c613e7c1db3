fn double_up(number: i32) -> i32 { number * number }
