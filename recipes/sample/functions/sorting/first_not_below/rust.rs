pub fn first_not_below(numbers: &[i64], limit: i64) -> usize {
    let mut low = 0;
    let mut high = numbers.len();
    while low < high {
        let middle = low + (high - low) / 2;
        if numbers[middle] < limit {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}
