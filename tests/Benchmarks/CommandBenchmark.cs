using System.Diagnostics;
using System.IO.Ports;
using Hal.Pn532;

namespace Benchmarks;

/// <summary>What the host adds to one PN532 command: GetFirmwareVersion and back over a pseudo-terminal, whose bytes take no time, by three clients in turns.</summary>
static class CommandBenchmark
{
    const int Rounds = 5;
    const int Commands = 400;
    const double Target = 0.15;   // ms

    static readonly byte[] Command = Framed([HostFrame.ToChip, (byte)Pn532Command.GetFirmwareVersion]);
    const int AnswerLength = 6 + 13;   // ACK; frame of D5 03 and four bytes

    public static async Task RunAsync(Report report, CancellationToken cancel)
    {
        using var wire = new ReaderWire();
        List<double> chip = [], serialPort = [], raw = [];
        for (var round = -1; round < Rounds; round++)   // the first one only warms up
        {
            List<double>[] kept = round < 0 ? [[], [], []] : [chip, serialPort, raw];
            kept[0].AddRange(await ChipAsync(wire.Path, cancel));
            kept[1].AddRange(await SerialPortAsync(wire.Path, cancel));
            kept[2].AddRange(Raw(wire.Path));
        }
        report.Section("Host's share of a PN532 command", $"Milliseconds for GetFirmwareVersion and its answer over a pty, {Commands} times in each of {Rounds} rounds, the clients in turns. "
            + "The virtual chip's own thread is in every figure.");
        var ours = new Distribution(chip);
        var floor = new Distribution(raw);
        report.Table(["client", "p50", "p99", "p50 to raw"], new[]
        {
            ("Pn532Chip through HsuLink", ours), ("System.IO.Ports.SerialPort.BaseStream", new(serialPort)), ("raw: write, poll, read on one thread", floor),
        }.Select(row => (string[])[row.Item1, Report.Number(row.Item2.Median, 3), Report.Number(row.Item2.At(0.99), 3), Report.Number(row.Item2.Median / floor.Median, 1)]));
        report.AtMost("command, p50", ours.Median, Target, " ms");
    }

    static async Task<double[]> ChipAsync(string path, CancellationToken cancel)
    {
        await using var chip = new Pn532Chip(new HsuLink(path, HsuLink.DefaultBaudRate, TimeProvider.System), new(), TimeProvider.System);
        await chip.OpenAsync(HsuLink.DefaultBaudRate, cancel);
        var times = new double[Commands];
        for (var i = 0; i < Commands; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await chip.GetFirmwareVersionAsync(cancel);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        return times;
    }

    /// <summary>The chip is awake already: the client before saw to that.</summary>
    static async Task<double[]> SerialPortAsync(string path, CancellationToken cancel)
    {
        using var port = new SerialPort(path, HsuLink.DefaultBaudRate);
        port.Open();
        var answer = new byte[AnswerLength];
        var times = new double[Commands];
        for (var i = 0; i < Commands; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await port.BaseStream.WriteAsync(Command, cancel);
            await port.BaseStream.ReadExactlyAsync(answer, cancel);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        return times;
    }

    static double[] Raw(string path)
    {
        using var line = new SerialLine(path, HsuLink.DefaultBaudRate);
        Span<byte> answer = stackalloc byte[AnswerLength];
        var times = new double[Commands];
        for (var i = 0; i < Commands; i++)
        {
            var start = Stopwatch.GetTimestamp();
            line.Write(Command);
            for (var received = 0; received < AnswerLength;)
            {
                received += line.Read(answer[received..]);
            }
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        return times;
    }

    static byte[] Framed(ReadOnlySpan<byte> content)
    {
        var frame = new byte[HostFrame.MaxLength];
        return frame[..HostFrame.Encode(content, frame)];
    }
}
