pub fn insertion_sort(numbers: &[i64]) -> Vec<i64> {
    let mut result = numbers.to_vec();
    for end in 1..result.len() {
        let current = result[end];
        let mut hole = end;
        while hole > 0 && result[hole - 1] > current {
            result[hole] = result[hole - 1];
            hole -= 1;
        }
        result[hole] = current;
    }
    result
}
