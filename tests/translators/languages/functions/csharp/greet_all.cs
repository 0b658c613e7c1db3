public static int GreetAll(List<string> names, int limit)
{
    foreach (var name in names.Take(limit)) {
        Console.WriteLine("hello " + name + 1234);
    }
    return limit;
}
