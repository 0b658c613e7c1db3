using System.Collections.Generic;
using System.Text;

public static List<string> SplitCsvLine(string line)
{
    var fields = new List<string>();
    var field = new StringBuilder();
    bool quoted = false;
    for (int position = 0; position < line.Length; position++)
    {
        char character = line[position];
        if (quoted && character == '"' && position + 1 < line.Length && line[position + 1] == '"')
        {
            field.Append('"');
            position++;
        }
        else if (character == '"')
        {
            quoted = !quoted;
        }
        else if (character == ',' && !quoted)
        {
            fields.Add(field.ToString());
            field.Clear();
        }
        else
        {
            field.Append(character);
        }
    }
    fields.Add(field.ToString());
    return fields;
}
