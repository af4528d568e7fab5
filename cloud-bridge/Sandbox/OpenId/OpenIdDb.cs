using Microsoft.EntityFrameworkCore;

namespace Sandbox.OpenId;

/// <summary>Codes and tokens of this run, in memory: gone when the sandbox ends.</summary>
sealed class OpenIdDb(DbContextOptions<OpenIdDb> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.UseOpenIddict();
}
