fn subset_sum_exists(numbers: &[i64], target: i64) -> bool {
    if target == 0 {
        return true;
    }
    match numbers {
        [] => false,
        [first, others @ ..] => subset_sum_exists(others, target - first) || subset_sum_exists(others, target),
    }
}
