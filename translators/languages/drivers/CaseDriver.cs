using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Numerics;
using System.Reflection;
using System.Text;

/// Calls one method with plain values, whatever spelling of their types its signature uses, and prints what it returns.
static class CaseDriver
{
    const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance
        | BindingFlags.DeclaredOnly;
    static readonly TextWriter Out = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
    static readonly string Word = (Console.In.ReadLine() ?? "").Trim();

    /// No call can be made with these values, or its result cannot be written down.
    class Unfit : Exception
    {
        public Unfit(string message) : base(message) { }
    }

    /// Many programs share an assembly: the argument names the class whose Main is meant.
    public static void Main(string[] arguments)
    {
        Assembly.GetExecutingAssembly().GetType(arguments[0]).GetMethod("Main").Invoke(null, null);
    }

    /// A report is a line that begins with the word on standard input, so that nothing the code prints is taken for one.
    static void Report(string outcome, int index, string text)
    {
        Console.Out.Flush();
        Out.Write("\n" + Word + " " + outcome + " " + index + " " + text + "\n");
    }

    public static List<object> List(params object[] items)
    {
        return items.ToList();
    }

    public static Dictionary<string, object> Map(params object[] keysAndValues)
    {
        var map = new Dictionary<string, object>();
        for (int index = 0; index < keysAndValues.Length; index += 2)
        {
            map[(string)keysAndValues[index]] = keysAndValues[index + 1];
        }
        return map;
    }

    public static void Run(int index, string space, string name, params object[] arguments)
    {
        try
        {
            Report("case", index, Json(Call(space, name, arguments)));
        }
        catch (Unfit problem)
        {
            Report("unfit", index, Quoted(problem.Message));
        }
        catch (Exception problem)
        {
            Report("error", index, Quoted((problem.InnerException ?? problem).Message));
        }
    }

    static object Call(string space, string name, object[] arguments)
    {
        MethodInfo method = Assembly.GetExecutingAssembly().GetTypes()
            .Where(type => type.Namespace != null && (type.Namespace + ".").StartsWith(space + ".", StringComparison.Ordinal))
            .SelectMany(type => type.GetMethods(Any))
            .FirstOrDefault(found => found.Name == name && Takes(found, arguments.Length));
        if (method == null || method.ContainsGenericParameters)
        {
            throw new Unfit("no method " + name + " that takes " + arguments.Length + " arguments");
        }
        ParameterInfo[] parameters = method.GetParameters();
        object owner;
        var converted = new object[parameters.Length];
        try
        {
            owner = method.IsStatic ? null : Activator.CreateInstance(method.DeclaringType, true);
            for (int at = 0; at < parameters.Length; at++)
            {
                converted[at] = at < arguments.Length
                    ? Converted(arguments[at], parameters[at].ParameterType)
                    : parameters[at].DefaultValue;
            }
        }
        catch (Exception problem)
        {
            throw new Unfit(problem.Message);
        }
        return method.Invoke(owner, converted);
    }

    static bool Takes(MethodInfo method, int count)
    {
        ParameterInfo[] parameters = method.GetParameters();
        return parameters.Length >= count && parameters.Skip(count).All(parameter => parameter.HasDefaultValue);
    }

    static object Converted(object plain, Type wanted)
    {
        if (plain == null)
        {
            if (wanted.IsValueType && Nullable.GetUnderlyingType(wanted) == null)
            {
                throw new Unfit("no null for a " + wanted.Name);
            }
            return null;
        }
        wanted = Nullable.GetUnderlyingType(wanted) ?? wanted;
        if (plain is string text)
        {
            return wanted == typeof(char) ? text.Single() : wanted == typeof(char[]) ? text.ToCharArray() : (object)text;
        }
        if (plain is List<object> items)
        {
            return Collection(items, wanted);
        }
        if (plain is Dictionary<string, object> entries)
        {
            return Dictionary(entries, wanted);
        }
        if (plain is bool)
        {
            return plain;
        }
        if (wanted == typeof(object))
        {
            return plain is long whole && whole == (int)whole ? (int)whole : plain;
        }
        if (wanted == typeof(BigInteger))
        {
            return new BigInteger((long)plain);
        }
        if (plain is double number && wanted != typeof(double) && wanted != typeof(float) && wanted != typeof(decimal))
        {
            throw new Unfit(number + " is no " + wanted.Name);
        }
        return Convert.ChangeType(plain, wanted, CultureInfo.InvariantCulture);
    }

    static object Collection(List<object> items, Type wanted)
    {
        Type held = wanted.IsArray ? wanted.GetElementType()
            : wanted.IsGenericType ? wanted.GetGenericArguments()[0] : typeof(object);
        Array array = Array.CreateInstance(held, items.Count);
        for (int index = 0; index < items.Count; index++)
        {
            array.SetValue(Converted(items[index], held), index);
        }
        Type list = typeof(List<>).MakeGenericType(held);
        Type set = typeof(HashSet<>).MakeGenericType(held);
        return wanted.IsAssignableFrom(array.GetType()) && wanted.IsArray ? array
            : Activator.CreateInstance(wanted.IsAssignableFrom(list) ? list : wanted.IsAssignableFrom(set) ? set : wanted, array);
    }

    static object Dictionary(Dictionary<string, object> entries, Type wanted)
    {
        Type held = wanted.IsGenericType ? wanted.GetGenericArguments().Last() : typeof(object);
        Type dictionary = typeof(Dictionary<,>).MakeGenericType(typeof(string), held);
        var converted = (IDictionary)Activator.CreateInstance(dictionary);
        foreach (var entry in entries)
        {
            converted[entry.Key] = Converted(entry.Value, held);
        }
        return wanted.IsAssignableFrom(dictionary) ? converted : Activator.CreateInstance(wanted, converted);
    }

    static string Json(object value)
    {
        if (value == null)
        {
            return "null";
        }
        if (value is bool truth)
        {
            return truth ? "true" : "false";
        }
        if (value is double || value is float)
        {
            double number = Convert.ToDouble(value);
            return double.IsNaN(number) || double.IsInfinity(number)
                ? Quoted(number.ToString(CultureInfo.InvariantCulture)) : number.ToString("R", CultureInfo.InvariantCulture);
        }
        if (value is string || value is char || value is Enum)
        {
            return Quoted(value.ToString());
        }
        if (value is IDictionary map)
        {
            IEnumerable<string> entries = map.Keys.Cast<object>().Select(key => Quoted(key.ToString()) + ":" + Json(map[key]));
            return "{" + string.Join(",", entries) + "}";
        }
        if (value is IEnumerable items)
        {
            return "[" + string.Join(",", items.Cast<object>().Select(Json)) + "]";
        }
        if (value is BigInteger)
        {
            return value.ToString();
        }
        Type type = value.GetType();
        if (type.IsPrimitive || value is decimal)
        {
            return ((IConvertible)value).ToString(CultureInfo.InvariantCulture);
        }
        if (type.FullName.StartsWith("System.ValueTuple`") || type.FullName.StartsWith("System.Tuple`"))
        {
            IEnumerable<object> parts = type.GetFields().Select(field => field.GetValue(value))
                .Concat(type.GetProperties().Where(part => part.Name.StartsWith("Item")).Select(part => part.GetValue(value)));
            return "[" + string.Join(",", parts.Select(Json)) + "]";
        }
        throw new Unfit("returns a " + type.Name);
    }

    static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char character in text)
        {
            if (character == '"' || character == '\\')
            {
                quoted.Append('\\').Append(character);
            }
            else if (character < ' ' || character > '~')
            {
                quoted.Append("\\u").Append(((int)character).ToString("x4"));
            }
            else
            {
                quoted.Append(character);
            }
        }
        return quoted.Append('"').ToString();
    }
}
