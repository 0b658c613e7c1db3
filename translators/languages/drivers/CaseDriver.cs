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

    /// Many programs share an assembly: the argument names the class whose Main is meant. What the code prints is UTF-8
    /// wherever it runs.
    public static void Main(string[] arguments)
    {
        Console.SetOut(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });
        Report("start", 0, "");
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

    /// Of `changed` each text is the type of an argument that is reported after the call, or null.
    public static void Run(int index, string returns, string[] changed, string space, string name, params object[] arguments)
    {
        try
        {
            object[] given = null;
            string result = Json(Call(space, name, arguments, ref given), returns);
            for (int at = 0; at < changed.Length && at < given.Length; at++)
            {
                if (changed[at] != null)
                {
                    Report(given[at] is Array ? "fixed" : "changed", index, at + " " + Json(given[at], changed[at]));
                }
            }
            Report("case", index, result);
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

    /// Of several methods the one whose parameters fit best; those of outer types come first. `given` gets the arguments as
    /// the method leaves them.
    static object Call(string space, string name, object[] arguments, ref object[] given)
    {
        Type[] types = Assembly.GetExecutingAssembly().GetTypes()
            .Where(type => type.Namespace != null && (type.Namespace + ".").StartsWith(space + ".", StringComparison.Ordinal))
            .OrderBy(type => type.FullName.Count(character => character == '+')).ToArray();
        MethodInfo best = null;
        int least = int.MaxValue;
        string refused = "there is no method " + name + " that can be called";
        foreach (MethodInfo found in types.SelectMany(type => type.GetMethods(Any)).Where(found => found.Name == name))
        {
            try
            {
                MethodInfo method = found.IsGenericMethodDefinition ? Made(found, arguments) : found;
                object[] converted = Arguments(method.GetParameters(), arguments);
                int cost = converted.Where((value, at) => at < arguments.Length && arguments[at] is long
                    && (value is double || value is float || value is decimal)).Count();
                if (cost < least)
                {
                    (best, given, least) = (method, converted, cost);
                }
            }
            catch (Exception problem)
            {
                refused = problem.Message;
            }
        }
        if (best != null)
        {
            return best.Invoke(best.IsStatic ? null : Instance(best.DeclaringType), given);
        }
        foreach (FieldInfo field in types.SelectMany(type => type.GetFields(Any)).Where(field => field.Name == name))
        {
            if (field.GetValue(field.IsStatic ? null : Instance(field.DeclaringType)) is Delegate held)
            {
                ParameterInfo[] parameters = field.FieldType.GetMethod("Invoke").GetParameters();
                given = Fitting(() => Arguments(parameters, arguments));
                return held.DynamicInvoke(given);
            }
        }
        throw new Unfit(refused);
    }

    static T Fitting<T>(Func<T> made)
    {
        try
        {
            return made();
        }
        catch (Exception problem)
        {
            throw new Unfit((problem.InnerException ?? problem).Message);
        }
    }

    static object Instance(Type type)
    {
        return Fitting(() => Activator.CreateInstance(type, true));
    }

    /// A generic method for the type of the values inside the first argument.
    static MethodInfo Made(MethodInfo method, object[] arguments)
    {
        object first = arguments.FirstOrDefault();
        while (first is List<object> items)
        {
            first = items.FirstOrDefault();
        }
        Type held = first is long ? typeof(int) : first == null ? typeof(int) : first.GetType();
        return method.MakeGenericMethod(method.GetGenericArguments().Select(_ => held).ToArray());
    }

    static object[] Arguments(ParameterInfo[] parameters, object[] arguments)
    {
        int last = parameters.Length - 1;
        bool spread = last >= 0 && parameters[last].IsDefined(typeof(ParamArrayAttribute), false)
            && (arguments.Length != parameters.Length || !(arguments[last] is List<object>));
        if (spread && arguments.Length >= last)
        {
            arguments = arguments.Take(last).Concat(new object[] { arguments.Skip(last).ToList() }).ToArray();
        }
        if (arguments.Length > parameters.Length || parameters.Skip(arguments.Length).Any(left => !left.HasDefaultValue))
        {
            throw new Unfit("takes " + parameters.Length + " arguments, not " + arguments.Length);
        }
        return parameters.Select((parameter, at) => at < arguments.Length
            ? Converted(arguments[at], parameter.ParameterType) : parameter.DefaultValue).ToArray();
    }

    static object Converted(object plain, Type wanted)
    {
        wanted = wanted.IsByRef ? wanted.GetElementType() : wanted;
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
            if (wanted == typeof(char) || wanted == typeof(char[]) || wanted.IsAssignableFrom(typeof(string)))
            {
                return wanted == typeof(char) ? text.Single() : wanted == typeof(char[]) ? text.ToCharArray() : (object)text;
            }
            Type held = wanted.IsGenericType ? wanted.GetGenericArguments()[0] : null;
            return held == typeof(char) ? Collection(text.Select(letter => (object)letter.ToString()).ToList(), wanted)
                : wanted == typeof(StringBuilder) ? new StringBuilder(text) : throw new Unfit("a string is no " + wanted.Name);
        }
        if (plain is List<object> items)
        {
            if (wanted.FullName.StartsWith("System.ValueTuple`") || wanted.FullName.StartsWith("System.Tuple`"))
            {
                return Activator.CreateInstance(wanted, items.Zip(wanted.GetGenericArguments(), Converted).ToArray());
            }
            return Links(wanted).Any() ? Nodes(items, wanted) : Collection(items, wanted);
        }
        if (plain is Dictionary<string, object> entries)
        {
            return Dictionary(entries, wanted);
        }
        if (plain is bool)
        {
            return wanted.IsAssignableFrom(typeof(bool)) ? plain : throw new Unfit("a bool is no " + wanted.Name);
        }
        if (wanted == typeof(bool) || wanted == typeof(char) || wanted == typeof(string))
        {
            throw new Unfit("a number is no " + wanted.Name);
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

    /// The fields that hold the other nodes of a linked list or a binary tree; none for other classes.
    static FieldInfo[] Links(Type type)
    {
        return type.GetFields(Any).Where(field => field.FieldType == type && !field.IsStatic && (Holds(field, "next")
            || Holds(field, "left") || Holds(field, "right"))).ToArray();
    }

    /// Whether a field, or the field behind a property, has this name.
    static bool Holds(FieldInfo field, string name)
    {
        string own = field.Name.ToLowerInvariant();
        return own == name || own == "<" + name + ">k__backingfield";
    }

    static FieldInfo Value(Type type)
    {
        return type.GetFields(Any).FirstOrDefault(field => field.FieldType != type && !field.IsStatic)
            ?? throw new Unfit("a " + type.Name + " has no value");
    }

    /// A linked list of values, or a tree of its values level by level.
    static object Nodes(List<object> values, Type type)
    {
        FieldInfo value = Value(type);
        var nodes = new List<object>();
        foreach (object item in values)
        {
            object node = item == null ? null : System.Runtime.Serialization.FormatterServices.GetUninitializedObject(type);
            if (node != null)
            {
                value.SetValue(node, Converted(item, value.FieldType));
            }
            nodes.Add(node);
        }
        int next = 1;
        foreach (object node in nodes.Where(node => node != null))
        {
            foreach (FieldInfo link in Links(type))
            {
                link.SetValue(node, next < nodes.Count ? nodes[next] : null);
                next++;
            }
        }
        return nodes.FirstOrDefault();
    }

    /// The values of the nodes that a node leads to, in the order in which `Nodes` takes them.
    static List<object> Values(object first)
    {
        FieldInfo[] links = Links(first.GetType());
        var nodes = new List<object> { first };
        for (int at = 0; at < nodes.Count; at++)
        {
            nodes.AddRange(links.Where(_ => nodes[at] != null).Select(link => link.GetValue(nodes[at]))
                .Where(node => links.Length > 1 || node != null).ToArray());
            if (nodes.Count > 100000)
            {
                throw new InvalidOperationException("the nodes form a circle");
            }
        }
        return nodes.Select(node => node == null ? null : Value(node.GetType()).GetValue(node)).ToList();
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
        Type name = wanted.IsGenericType ? wanted.GetGenericArguments()[0] : typeof(string);
        Type dictionary = typeof(Dictionary<,>).MakeGenericType(name, held);
        var converted = (IDictionary)Activator.CreateInstance(dictionary);
        foreach (var entry in entries)
        {
            converted[Converted(entry.Key, name)] = Converted(entry.Value, held);
        }
        return wanted.IsAssignableFrom(dictionary) ? converted : Activator.CreateInstance(wanted, converted);
    }

    /// Of `returns` each letter is a type: s, i, f, b, and l, d, o for a list, a map or an optional of the next.
    static string Json(object value, string returns)
    {
        returns = returns.TrimStart('o');
        string held = returns.Length > 0 ? returns.Substring(1) : "";
        if (returns == "s" && value is IEnumerable<char> letters)
        {
            return Quoted(string.Concat(letters));
        }
        if (returns == "i" && value is char character)
        {
            return ((int)character).ToString(CultureInfo.InvariantCulture);
        }
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
            IEnumerable<string> entries = map.Keys.Cast<object>().Select(key => Quoted(key.ToString()) + ":" + Json(map[key], held));
            return "{" + string.Join(",", entries) + "}";
        }
        if (value is IEnumerable items)
        {
            return "[" + string.Join(",", items.Cast<object>().Select(item => Json(item, held))) + "]";
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
            return "[" + string.Join(",", parts.Select(part => Json(part, held))) + "]";
        }
        if (Links(type).Any())
        {
            return Json(Values(value), returns);
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
