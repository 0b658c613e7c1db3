// Compiles the programs of programs.txt with mcs, each alone, in one process. Prints one JSON line for each.
//
// Each line of programs.txt names the folder of a program and its files there, with tabs between them. The arguments are
// options of mcs; OUT in an option stands for the folder of the program.
using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using System.Collections.Generic;
using Mono.CSharp;

static class Compile {
    static readonly Regex Error = new Regex(@"^[^\n]*?\((?<line>\d{1,9}),\d+[^)\n]*\): error (?<text>CS\d+: .*)$|^error (?<text>CS\d+: .*)$", RegexOptions.Multiline);

    static void Main(string[] options) {
        var output = Console.Out;
        foreach (var line in File.ReadAllLines("programs.txt")) {
            var names = line.Split('\t');
            var arguments = options.Select(option => option.Replace("OUT", names[0])).Concat(names.Skip(1).Select(name => names[0] + "/" + name));
            var said = new StringWriter();
            bool right;
            try { right = CompilerCallableEntryPoint.InvokeCompiler(arguments.ToArray(), said); }
            catch (Exception problem) { Console.Error.WriteLine(problem); continue; }
            var errors = new List<string>();
            foreach (Match error in Error.Matches(said.ToString())) {
                var number = error.Groups["line"].Success ? error.Groups["line"].Value : "1";
                errors.Add("{\"line\":" + number + ",\"text\":" + Quote(error.Groups["text"].Value) + "}");
            }
            if (right || errors.Count > 0)
                output.WriteLine("{\"file\":" + Quote(names[0]) + ",\"errors\":[" + (right ? "" : string.Join(",", errors)) + "]}");
            output.Flush();
        }
    }

    static string Quote(string text) {
        var quoted = new StringBuilder("\"");
        foreach (var c in text) {
            if (c >= ' ' && c <= '~' && c != '"' && c != '\\') quoted.Append(c);
            else quoted.AppendFormat("\\u{0:x4}", (int)c);
        }
        return quoted.Append('"').ToString();
    }
}
