fn primes_below(limit: i64) -> Vec<usize> {
    let limit = usize::try_from(limit).unwrap_or(0);
    let mut is_prime = vec![true; limit];
    let mut primes = Vec::new();
    for number in 2..limit {
        if !is_prime[number] {
            continue;
        }
        primes.push(number);
        for multiple in (number * number..limit).step_by(number) {
            is_prime[multiple] = false;
        }
    }
    primes
}
