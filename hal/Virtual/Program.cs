using Virtual;
using Virtual.People;
using Virtual.Pn532;
using Virtual.Vpcd;

// Chips and cards in software, for a desk without any: see Usage.
using var end = new EndSignal();

return args switch
{
    ["pn532", .. var rest] => await Pn532Command.RunAsync(rest, Console.Out, end.Token),
    ["vpcd", .. var rest] => await VpcdCommand.RunAsync(rest, Console.Out, end.Token),
    ["people", .. var rest] => await PeopleCommand.RunAsync(rest, Console.Out, end.Token),
    ["--help" or "-h" or "help"] => Usage(Console.Out, 0),
    [] => Usage(Console.Error, 2),
    [var word, ..] => Usage(Console.Error, 2, $"\"{word}\" is no command"),
};

static int Usage(TextWriter to, int exitCode, string? wrong = null)
{
    if (wrong is not null)
    {
        to.WriteLine(wrong);
    }
    to.WriteLine("""
        usage:
          pn532 --link PATH [--card FILE|none] [--speed paced|free]
              a PN532 reader on a pseudo-terminal; PATH becomes a link to it; SIGUSR1 puts the card on or takes it away
          vpcd [--host 127.0.0.1] [--port 35963] --card FILE
              the same card in the virtual PC/SC reader of pcscd (package vsmartcard-vpcd)
          people [--out DIR]
              writes the sample cards, one file a person
        """);
    return exitCode;
}
