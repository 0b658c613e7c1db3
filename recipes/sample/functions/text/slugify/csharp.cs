using System.Text.RegularExpressions;

public static string Slugify(string title)
{
    return Regex.Replace(title.ToLowerInvariant(), "[^a-z0-9]+", "-").Trim('-');
}
