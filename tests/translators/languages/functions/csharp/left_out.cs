public static int GreetAll(List<string> names, int limit)
{
    // ... rest of the code
    foreach (var name in names.Take(limit)) {
        Console.WriteLine("hello " + name + 1234);
    }
    return limit;
}
