#include <cstdio>
typedef long long ll;

ll power_mod(ll base, ll exponent, ll modulus) {
    if (exponent == 0) return 1 % modulus;
    ll half = power_mod(base, exponent / 2, modulus);
    ll result = half * half % modulus;
    return exponent % 2 ? result * (base % modulus) % modulus : result;
}

int main() {
    int count;
    scanf("%d", &count);
    for (ll base, exponent, modulus; count--;) {
        scanf("%lld %lld %lld", &base, &exponent, &modulus);
        printf("%lld\n", power_mod(base, exponent, modulus));
    }
}
