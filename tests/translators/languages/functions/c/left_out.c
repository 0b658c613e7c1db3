int greet_all(const char **names, int count, int limit)
{
    // ... rest of the code
    for (int i = 0; i < limit; i++) {
        printf("hello %s 1234", names[i]);
    }
    return limit;
}
