namespace Virtual.Cards;

/// <summary>One EF that a terminal made current, by SELECT or by its short identifier.</summary>
public readonly record struct SelectedFile(CardApplicationName Application, ushort File)
{
    public override string ToString() => $"{Application} {File:X4}";
}
