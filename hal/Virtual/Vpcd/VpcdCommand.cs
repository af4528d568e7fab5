using System.Globalization;
using System.Net.Sockets;
using Virtual.Cards;

namespace Virtual.Vpcd;

/// <summary><c>vpcd [--host 127.0.0.1] [--port 35963] --card FILE</c>: puts a card into the virtual PC/SC reader of pcscd.</summary>
public static class VpcdCommand
{
    const string Usage = "vpcd [--host 127.0.0.1] [--port 35963] --card FILE";

    /// <summary>Plays until cancelled or until pcscd ends; the exit code is 0 then, 1 when it could not begin, 2 for a wrong word.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, CancellationToken cancel)
    {
        if (!TryParse(arguments, out var host, out var port, out var path))
        {
            await output.WriteLineAsync($"usage: {Usage}");
            return 2;
        }
        if (!CardFile.TryLoad(path, out var setup, out var problem))
        {
            await output.WriteLineAsync(problem);
            return 1;
        }
        if (setup is not { Card: { } card, Air: CardAir.TypeB air })
        {
            await output.WriteLineAsync($"{path}: this kind of card answers no APDU, a PC/SC reader has nothing to ask it; take a my-number card");
            return 1;
        }
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(host, port, cancel);
            await output.WriteLineAsync($"the card is in the reader at {host}:{port}, ATR {Convert.ToHexString(air.Atr)}");
            await new VpcdCard(card, air.Atr, TimeProvider.System).RunAsync(client.GetStream(), cancel);
            await output.WriteLineAsync("the reader closed the connection");
            return 0;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return 0;   // taken away, as asked
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            await output.WriteLineAsync($"no virtual reader at {host}:{port} ({e.Message}); start `pcscd --foreground` with vsmartcard-vpcd installed");
            return 1;
        }
    }

    static bool TryParse(IReadOnlyList<string> arguments, out string host, out int port, out string card)
    {
        (host, port, card) = ("127.0.0.1", 35963, "");
        for (var i = 0; i + 1 < arguments.Count; i += 2)
        {
            switch (arguments[i])
            {
                case "--host":
                    host = arguments[i + 1];
                    break;
                case "--port" when ushort.TryParse(arguments[i + 1], CultureInfo.InvariantCulture, out var number) && number > 0:
                    port = number;
                    break;
                case "--card":
                    card = arguments[i + 1];
                    break;
                default:
                    return false;
            }
        }
        return arguments.Count % 2 == 0 && card.Length > 0;
    }
}
