using Virtual.People;
using Virtual.Vpcd;

using var cancel = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) => (e.Cancel, _) = (true, cancel.CancelAsync());

return args switch
{
    ["people", .. var rest] => await PeopleCommand.RunAsync(rest, Console.Out, cancel.Token),
    ["vpcd", .. var rest] => await VpcdCommand.RunAsync(rest, Console.Out, cancel.Token),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("kazashi-virtual people [--out DIR] | vpcd [--host 127.0.0.1] [--port 35963] --card FILE");
    return 2;
}
