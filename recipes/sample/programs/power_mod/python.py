for _ in range(int(input())):
    base, exponent, modulus = map(int, input().split())
    print(pow(base, exponent, modulus))
