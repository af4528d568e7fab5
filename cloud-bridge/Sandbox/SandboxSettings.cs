using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;

namespace Sandbox;

/// <summary>All settings of a sandbox, in the section <c>Sandbox</c>.</summary>
public sealed class SandboxSettings : IValidatableObject
{
    public const string Section = "Sandbox";

    /// <summary>Where the phone app's page, OpenID Connect and OCSP listen; port 0 takes any free one.</summary>
    [Required(ErrorMessage = "Sandbox:Listen is empty: write for example 127.0.0.1:5080")]
    public string Listen { get; init; } = "127.0.0.1:5080";

    /// <summary>Where the card API listens, with mutual TLS.</summary>
    [Required(ErrorMessage = "Sandbox:CardListen is empty: write for example 127.0.0.1:5443")]
    public string CardListen { get; init; } = "127.0.0.1:5443";

    /// <summary>As browsers reach <see cref="Listen"/>, where a proxy with TLS stands before it; the issuer of ID tokens then.</summary>
    public string? PublicAddress { get; init; }

    /// <summary>Allows addresses that other machines reach, and takes <c>/faults</c> and <c>/people</c> away. The people stay invented ones.</summary>
    public bool IsPilot { get; init; }

    /// <summary>Keeps keys, so that a person's PPID outlives a restart; without it they are new at every start.</summary>
    public string? Folder { get; init; }

    /// <summary>How long an answer takes that was asked to be slow.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan SlowFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Signs OCSP responses by the authority's own key; otherwise by a certificate it delegated that to.</summary>
    public bool SignsOcspAsAuthority { get; init; }

    /// <summary>Systems that may ask.</summary>
    public IList<SandboxClient> Clients { get; init; } = [];

    /// <summary>Stops the start with every wrong value's name and what to write instead.</summary>
    public SandboxSettings Validated()
    {
        var problems = new List<ValidationResult>();
        Validator.TryValidateObject(this, new(this), problems, validateAllProperties: true);
        return problems.Count == 0 ? this : throw new OptionsValidationException(Section, typeof(SandboxSettings), problems.Select(problem => problem.ErrorMessage!));
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (name, value) in new[] { (nameof(Listen), Listen), (nameof(CardListen), CardListen) })
        {
            if (!IPEndPoint.TryParse(value, out var address) || !value.Contains(':', StringComparison.Ordinal))
            {
                yield return new($"Sandbox:{name} '{value}' is no address with a port: write for example 127.0.0.1:5080");
            }
            else if (!IsPilot && !IPAddress.IsLoopback(address.Address))
            {
                yield return new($"Sandbox:{name} '{value}' is open to other machines, and anyone can play the sandbox's people: write 127.0.0.1, or Sandbox:IsPilot=true for a pilot with invented people");
            }
        }
        if (PublicAddress is not null && (!Uri.TryCreate(PublicAddress, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps && !uri.IsLoopback))
        {
            yield return new($"Sandbox:PublicAddress '{PublicAddress}' is no https address: write for example https://sandbox.example/");
        }
        foreach (var problem in Clients.SelectMany(client => client.Problems()))
        {
            yield return new(problem);
        }
        foreach (var id in Clients.GroupBy(client => client.Id).Where(group => group.Count() > 1).Select(group => group.Key))
        {
            yield return new($"Sandbox:Clients has '{id}' more than once: give each system its own Id");
        }
    }
}
