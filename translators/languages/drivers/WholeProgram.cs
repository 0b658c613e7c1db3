using System;
using System.Linq;
using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Threading.Tasks;

/// Runs the Main of the program whose namespace is the argument: many programs are in one assembly.
static class WholeProgram
{
    const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static int Main(string[] arguments)
    {
        MethodInfo main = Assembly.GetExecutingAssembly().GetTypes()
            .Where(type => type.FullName.StartsWith(arguments[0] + "."))
            .SelectMany(type => type.GetMethods(Own))
            .First(method => method.Name == "Main");
        try
        {
            object result = main.Invoke(null, main.GetParameters().Length == 0 ? null : new object[] { new string[0] });
            if (result is Task task) task.GetAwaiter().GetResult();
            return result is int status ? status : result is Task<int> later ? later.Result : 0;
        }
        catch (TargetInvocationException problem)
        {
            ExceptionDispatchInfo.Capture(problem.InnerException).Throw();
            throw;
        }
    }
}
