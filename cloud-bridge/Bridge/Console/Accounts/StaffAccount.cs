namespace Bridge.Console.Accounts;

/// <summary>Somebody who works at the library and uses the console.</summary>
sealed class StaffAccount
{
    public const int LongestName = 100;

    public const int ShortestPassword = 12;

    public long Id { get; init; }

    /// <summary>What is typed at sign-in, and written beside what this person did.</summary>
    public required string Name { get; set; }

    /// <summary><see cref="Name"/> without the difference of case and width; unique.</summary>
    public required string NameKey { get; set; }

    public required StaffRoles Roles { get; set; }

    /// <summary>As <see cref="Web.PasswordHash"/> writes it.</summary>
    public string? PasswordHash { get; set; }

    /// <summary>Somebody else has seen the password: another is chosen at the next sign-in.</summary>
    public bool HasTemporaryPassword { get; set; }

    /// <summary>Changes with password, roles and second factor; a session that carries another one has ended.</summary>
    public string SecurityStamp { get; set; } = "";

    /// <summary>Another one with each change of this row; who changes what they read before it was changed is refused.</summary>
    public string Version { get; set; } = "";

    /// <summary>Shared with the authenticator app; sealed by the bridge's data protection.</summary>
    public byte[]? AuthenticatorKey { get; set; }

    /// <summary>The authenticator app has shown that it has the key.</summary>
    public bool HasSecondFactor { get; set; }

    /// <summary>The 30 seconds of the last code taken; the codes up to it count no more (RFC 6238 5.2).</summary>
    public long? LastStep { get; set; }

    /// <summary>Hashes of the codes that are left, base64url, a blank between two.</summary>
    public string? RecoveryCodes { get; set; }

    public bool IsDisabled { get; set; }

    public required DateTimeOffset Created { get; init; }

    public DateTimeOffset? LastSignIn { get; set; }
}

/// <summary>What somebody does at the library. A small one has people with several.</summary>
[Flags]
enum StaffRoles
{
    None = 0,

    /// <summary>The desk: patrons, loans, holds, tasks.</summary>
    Clerk = 1,

    /// <summary>All of the desk; reviews applications and reads reports.</summary>
    Librarian = 2,

    /// <summary>Accounts, devices, audit log; nothing of any patron.</summary>
    Administrator = 4,

    All = Clerk | Librarian | Administrator,
}
