using System.Globalization;
using System.Net;

namespace Firmware.Tests.Updates;

/// <summary>A web server with one file, that can break off in the midst of it.</summary>
sealed class BundleServer : IDisposable
{
    readonly HttpListener _listener = new();
    readonly Task _serving;

    public BundleServer(byte[] content)
    {
        Content = content;
        for (var port = Random.Shared.Next(20_000, 60_000); !_listener.IsListening; port++)
        {
            _listener.Prefixes.Clear();
            _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
            try
            {
                _listener.Start();
                Address = new($"http://127.0.0.1:{port}/");
            }
            catch (HttpListenerException)
            {
                // somebody has that port
            }
        }
        _serving = ServeAsync();
    }

    public Uri Address { get; private set; } = null!;

    public byte[] Content { get; set; }

    /// <summary>What was asked for, in order: "" for all of it, else where it went on.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>After so many bytes of an answer the connection breaks; one number an answer.</summary>
    public Queue<int> Cuts { get; } = new();

    public bool HasRanges { get; init; } = true;

    public HttpStatusCode? Answers { get; set; }

    public void Dispose()
    {
        _listener.Abort();
        _serving.Wait();
    }

    async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            Answer(context);
        }
    }

    void Answer(HttpListenerContext context)
    {
        var range = context.Request.Headers["Range"] ?? "";
        Asked.Add(range);
        var from = HasRanges && range != "" ? int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture) : 0;
        if (Answers is { } other || from >= Content.Length && from > 0)
        {
            context.Response.StatusCode = (int)(Answers ?? HttpStatusCode.RequestedRangeNotSatisfiable);
            context.Response.Close();
            return;
        }
        if (from > 0)
        {
            context.Response.StatusCode = (int)HttpStatusCode.PartialContent;
            context.Response.AddHeader("Content-Range", $"bytes {from}-{Content.Length - 1}/{Content.Length}");
        }
        var rest = Content.AsSpan(from);
        context.Response.ContentLength64 = rest.Length;
        if (Cuts.TryDequeue(out var cut))
        {
            context.Response.OutputStream.Write(rest[..cut]);
            context.Response.Abort();
            return;
        }
        try
        {
            context.Response.OutputStream.Write(rest);
            context.Response.Close();
        }
        catch (HttpListenerException)
        {
            // who asked has heard enough
        }
    }
}
