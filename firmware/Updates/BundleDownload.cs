using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Contract;
using Microsoft.Extensions.Logging;

namespace Firmware.Updates;

/// <summary>Fetches a bundle to the data partition, and goes on where it was cut: by a broken connection, a restart or a power cut.</summary>
/// <param name="folder">Holds the bundle and nothing else.</param>
/// <param name="mirror">A folder of the site's own web server, asked first; null where there is none.</param>
/// <param name="http">Reaches the bridge; its base address is the bridge's.</param>
/// <param name="free">Bytes that are free in the folder.</param>
sealed partial class BundleDownload(string folder, Uri? mirror, HttpClient http, Func<long> free, TimeProvider time, ILogger<BundleDownload> log)
{
    /// <summary>Left for the journal and whatever else writes there.</summary>
    public const long Reserve = 64L << 20;

    static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);

    /// <summary>No byte for so long is a connection that broke without saying so.</summary>
    static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    static readonly HttpClient Mirrored = new();   // shows nobody the appliance's certificate

    /// <summary>Where the bundle of this offer is, or will be.</summary>
    public string PathOf(UpdateOffer offer) => Path.Combine(folder, $"{offer.Sha256.ToLowerInvariant()}.raucb");

    /// <summary>Null when the bundle is there, whole and as offered; else why not.</summary>
    public async Task<UpdateFailure?> FetchAsync(UpdateOffer offer, Func<int, CancellationToken, ValueTask> progressed, CancellationToken cancel)
    {
        if (!offer.Sha256.All(char.IsAsciiHexDigit))   // it becomes a file's name
        {
            return new(UpdateRefusal.WrongOffer, "the offer's SHA-256 is none");
        }
        Directory.CreateDirectory(folder);
        foreach (var other in Directory.EnumerateFiles(folder).Where(file => file != PathOf(offer)))
        {
            File.Delete(other);
        }
        while (true)
        {
            try
            {
                return await IsFromMirrorAsync(offer, progressed, cancel) ? null : await FromBridgeAsync(offer, progressed, cancel);
            }
            catch (IOException e) when (IsFull(e))
            {
                return Full(offer, 0);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TimeoutException || e is OperationCanceledException && !cancel.IsCancellationRequested)
            {
                if (time.GetUtcNow() > offer.Expires)
                {
                    return new(UpdateRefusal.NotFetched, $"{offer.Version} could not be fetched before its offer ended: {e.Message}");
                }
                LogCut(e, offer.Version, offer.Size, RetryAfter);
                await Task.Delay(RetryAfter, time, cancel);
            }
        }
    }

    public void Discard()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Whether the mirror had it, whole and as offered. What it had of it stays, and the bridge is asked for the rest.</summary>
    async Task<bool> IsFromMirrorAsync(UpdateOffer offer, Func<int, CancellationToken, ValueTask> progressed, CancellationToken cancel)
    {
        if (mirror is null)
        {
            return false;
        }
        var source = new Uri(mirror, UpdateOffer.FileOf(offer.Compatible, offer.Version));
        try
        {
            var failure = await FetchRestAsync(offer, Mirrored, source, progressed, cancel);
            if (failure is not null)
            {
                LogNotMirrored(null, source, failure.Reason);
            }
            return failure is null;
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutException || e is IOException io && !IsFull(io) || e is OperationCanceledException && !cancel.IsCancellationRequested)
        {
            LogNotMirrored(e, source, e.Message);
            return false;
        }
    }

    /// <summary>What was here already, perhaps the mirror's, may be of something else: then all of it is fetched, once.</summary>
    async Task<UpdateFailure?> FromBridgeAsync(UpdateOffer offer, Func<int, CancellationToken, ValueTask> progressed, CancellationToken cancel)
    {
        var (had, source) = (Length(offer), new Uri(offer.Url, UriKind.RelativeOrAbsolute));
        var failure = await FetchRestAsync(offer, http, source, progressed, cancel);
        return failure is { Refusal: UpdateRefusal.Damaged } && had > 0 ? await FetchRestAsync(offer, http, source, progressed, cancel) : failure;
    }

    async Task<UpdateFailure?> FetchRestAsync(UpdateOffer offer, HttpClient client, Uri source, Func<int, CancellationToken, ValueTask> progressed, CancellationToken cancel)
    {
        var have = Length(offer);
        if (have > offer.Size)
        {
            File.Delete(PathOf(offer));
            have = 0;
        }
        if (free() - (offer.Size - have) < Reserve)
        {
            return Full(offer, have);
        }
        if (have < offer.Size && await AppendAsync(offer, client, source, have, progressed, cancel) is { } failure)
        {
            return failure;
        }
        return await CheckAsync(offer, source, cancel);
    }

    /// <summary>Writes what comes; whatever stays out is asked for the next time.</summary>
    async Task<UpdateFailure?> AppendAsync(UpdateOffer offer, HttpClient client, Uri source, long have, Func<int, CancellationToken, ValueTask> progressed, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, source);
        request.Headers.Range = have > 0 ? new RangeHeaderValue(have, null) : null;
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone or HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized)
        {
            return new(UpdateRefusal.NotFetched, $"{source} answered {(int)response.StatusCode}");
        }
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            return new(UpdateRefusal.Truncated, $"{source} ends before {have} of {offer.Size} bytes");
        }
        response.EnsureSuccessStatusCode();
        var goesOn = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == have;
        have = goesOn ? have : 0;   // a server without ranges sends all of it
        await using var content = await response.Content.ReadAsStreamAsync(cancel);
        await using var file = new FileStream(PathOf(offer), goesOn ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        var buffer = new byte[128 << 10];
        while (await ReadAsync(content, buffer, cancel) is > 0 and var read)
        {
            if (have + read > offer.Size)
            {
                return new(UpdateRefusal.Damaged, $"{source} has more than the {offer.Size} bytes that were offered");
            }
            await file.WriteAsync(buffer.AsMemory(0, read), cancel);
            have += read;
            await progressed((int)(100 * have / offer.Size), cancel);
        }
        file.Flush(flushToDisk: true);
        return have == offer.Size || HasMore(response, have) ? null : new(UpdateRefusal.Truncated, $"{source} ends after {have} of {offer.Size} bytes");
    }

    async Task<int> ReadAsync(Stream source, byte[] buffer, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(Silence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            return await source.ReadAsync(buffer, either.Token);
        }
        catch (ObjectDisposedException e)   // given up in the moment a byte came: .NET closes it under the next read
        {
            throw new IOException("the connection was given up", e);
        }
    }

    /// <summary>A server may answer a part of what was asked for, and says so. (One that breaks the connection makes an exception.)</summary>
    static bool HasMore(HttpResponseMessage response, long have) => response.Content.Headers.ContentRange?.Length is { } whole && have < whole;

    async Task<UpdateFailure?> CheckAsync(UpdateOffer offer, Uri source, CancellationToken cancel)
    {
        byte[] hash;
        await using (var file = File.OpenRead(PathOf(offer)))
        {
            if (file.Length < offer.Size)
            {
                throw new IOException($"the connection ended after {file.Length} of {offer.Size} bytes");
            }
            hash = await SHA256.HashDataAsync(file, cancel);
        }
        if (Convert.ToHexString(hash).Equals(offer.Sha256, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }
        File.Delete(PathOf(offer));
        return new(UpdateRefusal.Damaged, $"{source} is not what was offered: SHA-256 {Convert.ToHexStringLower(hash)}");
    }

    long Length(UpdateOffer offer) => new FileInfo(PathOf(offer)) is { Exists: true } file ? file.Length : 0;

    UpdateFailure Full(UpdateOffer offer, long have) =>
        new(UpdateRefusal.DiskFull, $"{offer.Version} needs {(offer.Size - have) >> 20} MiB and {Reserve >> 20} MiB beside it; {free() >> 20} MiB are free");

    /// <summary>ENOSPC, and the quota that looks like it: errno 28 and 122.</summary>
    static bool IsFull(IOException e) => (e.HResult & 0xFFFF) is 28 or 122 || e.Message.Contains("No space left", StringComparison.Ordinal);

    [LoggerMessage(Level = LogLevel.Information, Message = "The mirror did not do ({Source}: {Reason}); the bridge is asked")]
    partial void LogNotMirrored(Exception? e, Uri source, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The download of {Version} ({Size} bytes) was cut; it goes on in {RetryAfter}")]
    partial void LogCut(Exception e, string version, long size, TimeSpan retryAfter);
}
