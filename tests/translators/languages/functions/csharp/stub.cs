int GreetAll(List<string> names, int limit)
{
    throw new NotImplementedException();
}
