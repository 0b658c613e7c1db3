fn check_age(age: i64) -> i64 { if age < 0 { panic!("negative") } age }
