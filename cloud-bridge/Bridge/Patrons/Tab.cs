namespace Bridge.Patrons;

/// <summary>The pages between which a signed-in patron goes to and fro.</summary>
public enum Tab { Home, Loans, Holds, Search, Details }
