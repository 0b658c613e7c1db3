using System;
using System.Collections;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;

/// Runs the Main of the class named by the argument, which throws if a test fails, as does Debug.Assert here. The last line
/// says how it went, with the word that stands on standard input and that no code which is tested has seen.
static class MainSuite
{
    class Throwing : TraceListener
    {
        public override void Write(string message) { }
        public override void WriteLine(string message) { }
        public override void Fail(string message, string detail)
        {
            throw new InvalidOperationException("assertion failed " + message);
        }
    }

    public static void Main(string[] arguments)
    {
        string word = Console.In.ReadLine();
        TextWriter output = Console.Out;
        Debug.Listeners.Clear();
        Debug.Listeners.Add(new Throwing());
        MethodInfo tests = Assembly.GetExecutingAssembly().GetType(arguments[0])
            .GetMethod("Main", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static);
        try
        {
            tests.Invoke(null, tests.GetParameters().Length == 0 ? null : new object[] { new string[0] });
            output.WriteLine("\nsuite " + word + " passed 1");
        }
        catch (TargetInvocationException problem)
        {
            string said = problem.InnerException.GetType().Name + ": " + problem.InnerException.Message;
            output.WriteLine("\nsuite " + word + " failed " + said.Replace("\n", " "));
        }
        output.Flush();
    }
}

// What MBXP's tests use of a library for comparing plain values.
namespace KellermanSoftware.CompareNetObjects
{
    class ComparisonResult
    {
        public bool AreEqual;
    }

    class CompareLogic
    {
        public ComparisonResult Compare(object one, object other)
        {
            return new ComparisonResult { AreEqual = Same(one, other) };
        }

        static bool Same(object one, object other)
        {
            if (one is IDictionary map && other is IDictionary otherMap)
            {
                return map.Count == otherMap.Count
                    && map.Keys.Cast<object>().All(key => otherMap.Contains(key) && Same(map[key], otherMap[key]));
            }
            if (one is IEnumerable items && other is IEnumerable others && !(one is string))
            {
                object[] left = items.Cast<object>().ToArray(), right = others.Cast<object>().ToArray();
                return left.Length == right.Length && left.Zip(right, Same).All(same => same);
            }
            return Equals(one, other);
        }
    }
}
