using System.Text;

namespace Bridge.Web;

/// <summary>Reads a password without showing it; from a pipe, a line.</summary>
static class PasswordPrompt
{
    public static string? Read()
    {
        if (System.Console.IsInputRedirected)
        {
            return System.Console.In.ReadLine();
        }
        var typed = new StringBuilder();
        while (System.Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                typed.Append(key.KeyChar);
            }
        }
        return typed.ToString();
    }
}
