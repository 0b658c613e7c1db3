def primes_to(n):
    is_prime = bytearray([1]) * (n + 1)
    is_prime[:2] = bytes(min(2, n + 1))
    for number in range(2, int(n**0.5) + 1):
        if is_prime[number]:
            is_prime[number * number :: number] = bytes(len(range(number * number, n + 1, number)))
    return [number for number in range(n + 1) if is_prime[number]]


found = primes_to(int(input()))
print(len(found), found[-1] if found else "none")
