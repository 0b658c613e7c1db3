int greet_all(const std::vector<std::string>& names, int limit)
{
    // ... rest of the code
    for (int i = 0; i < limit; i++) {
        std::cout << "hello " << names[i] << 1234;
    }
    return limit;
}
