using System;
using System.Collections.Generic;
using System.Linq;

class Road
{
    public int From, To, Length;
}

class Program
{
    static void Main()
    {
        int[] size = Read();
        var roads = new List<Road>();
        for (int i = 0; i < size[1]; i++)
        {
            int[] road = Read();
            roads.Add(new Road { From = road[0], To = road[1], Length = road[2] });
            roads.Add(new Road { From = road[1], To = road[0], Length = road[2] });
        }
        const long never = long.MaxValue / 2;
        var distance = Enumerable.Repeat(never, size[0] + 1).ToArray();
        distance[1] = 0;
        bool changed = true;
        while (changed)
        {
            changed = false;
            foreach (Road road in roads.Where(road => distance[road.From] + road.Length < distance[road.To]))
            {
                distance[road.To] = distance[road.From] + road.Length;
                changed = true;
            }
        }
        Console.WriteLine(string.Join(" ", distance.Skip(1).Select(length => length == never ? -1 : length)));
    }

    static int[] Read()
    {
        return Array.ConvertAll(Console.ReadLine().Trim().Split(' '), int.Parse);
    }
}
