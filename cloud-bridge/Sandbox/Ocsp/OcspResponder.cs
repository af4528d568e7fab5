using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Ocsp;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Ocsp;
using Sandbox.Faults;
using Sandbox.People;

namespace Sandbox.Ocsp;

/// <summary>Says of the test hierarchy's certificates what the platform knows (RFC 6960): good, revoked, or unknown for those that no sample person has.</summary>
sealed class OcspResponder(IReadOnlyList<SandboxAuthority> authorities, Residents residents, FaultDesk faults, SandboxSettings settings, TimeProvider time)
{
    /// <summary>How long a response may be used.</summary>
    static readonly TimeSpan Fresh = TimeSpan.FromHours(1);

    /// <summary>Longest nonce (RFC 9654 2.1).</summary>
    const int LongestNonce = 128;

    const int MostQuestions = 16;

    readonly Lazy<List<OcspAuthority>> own = new(() => [.. authorities.Select(authority => new OcspAuthority(authority, settings.SignsOcspAsAuthority, time.GetUtcNow()))]);

    public static void Map(WebApplication app)
    {
        var responder = app.Services.GetRequiredService<OcspResponder>();
        app.MapPost("/ocsp", async (HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            return await responder.AnswerAsync(body.ToArray(), context.RequestAborted);
        });
        app.MapGet("/ocsp/{**request}", (HttpContext context, string request) =>   // base64, as RFC 6960 A.1 puts it into the address
            responder.AnswerAsync(Decoded(Uri.UnescapeDataString(request)), context.RequestAborted));
    }

    async Task<IResult> AnswerAsync(byte[] request, CancellationToken cancel)
    {
        if (!OcspQuestions.TryParse(request, MostQuestions, LongestNonce, out var questions))
        {
            return Response(OcspRespStatus.MalformedRequest, null);
        }
        if (own.Value.FirstOrDefault(authority => questions.Ids.All(authority.Issued)) is not { } authority)
        {
            return Response(OcspRespStatus.Unauthorized, null);
        }
        var person = questions.Ids.Select(id => HolderOf(id, authority)?.Person.Id).FirstOrDefault(id => id is not null);
        if (faults.Befalls(Fault.Slow, person))
        {
            await Task.Delay(settings.SlowFor, time, cancel);
        }
        if (faults.Befalls(Fault.Error, person))
        {
            return Response(OcspRespStatus.TryLater, null);
        }
        var from = time.GetUtcNow() - (faults.Befalls(Fault.Expired, person) ? 2 * Fresh : TimeSpan.Zero);
        var answers = questions.Ids.Select(id => new OcspAnswer(id, StatusOf(HolderOf(id, authority)), from, from + Fresh)).ToList();
        return Response(OcspRespStatus.Successful, authority.Sign(answers, questions.Nonce, from, faults.Befalls(Fault.WrongSignature, person)));
    }

    Resident? HolderOf(CertificateID id, OcspAuthority authority) =>
        residents.BySerial(Convert.ToHexString(id.SerialNumber.ToByteArrayUnsigned())) is { } resident && authority.Issued(resident.Person.Certificate!) ? resident : null;

    CertificateStatus? StatusOf(Resident? holder) =>
        holder is null ? new UnknownStatus()
        : holder.IsRevoked || faults.Befalls(Fault.Revoked, holder.Person.Id) ? new RevokedStatus(time.GetUtcNow().UtcDateTime, CrlReason.Unspecified)
        : CertificateStatus.Good;

    static IResult Response(int status, BasicOcspResp? response) => Results.Bytes(new OCSPRespGenerator().Generate(status, response).GetEncoded(), "application/ocsp-response");

    static byte[] Decoded(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? bytes[..length] : [];
    }
}

/// <summary>What an OCSPRequest asks.</summary>
/// <param name="Ids">One or more certificates.</param>
/// <param name="Nonce">To be echoed; null where there was none.</param>
sealed record OcspQuestions(IReadOnlyList<CertificateID> Ids, X509Extensions? Nonce)
{
    /// <summary>Anything that is not DER of an OCSPRequest gives false.</summary>
    public static bool TryParse(byte[] request, int most, int longestNonce, out OcspQuestions questions)
    {
        questions = new([], null);
        try
        {
            var parsed = new OcspReq(request);
            var nonce = parsed.RequestExtensions?.GetExtension(OcspObjectIdentifiers.PkixOcspNonce);
            if (nonce is not null && (Asn1OctetString.GetInstance(nonce.GetParsedValue()).GetOctetsLength() is var length && (length < 1 || length > longestNonce)))
            {
                return false;
            }
            questions = new([.. parsed.GetRequestList().Select(single => single.GetCertID())],
                nonce is null ? null : new X509Extensions(new Dictionary<DerObjectIdentifier, X509Extension> { [OcspObjectIdentifiers.PkixOcspNonce] = nonce }));
            return questions.Ids.Count >= 1 && questions.Ids.Count <= most;
        }
        catch (Exception e) when (e is not OutOfMemoryException)   // the library answers garbage with whatever broke first
        {
            return false;
        }
    }
}
