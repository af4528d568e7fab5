using Bench;

return args switch
{
    [] => await Demo.RunAsync(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        dotnet run --project tests/Bench                          the whole product on a desk; prints its address
        dotnet run --project tests/Bench -- screens --out DIR     every screen of the panel as PNG
        """);
    return 64;   // EX_USAGE
}
