namespace Gantry.Containers.Registries;

/// <summary>Who somebody is to a registry; all empty is anybody.</summary>
public sealed record RegistryCredentials
{
    public static RegistryCredentials Anonymous { get; } = new();

    public string Username { get; init; } = "";

    public string Password { get; init; } = "";

    /// <summary>A refresh token, which stands for user and password.</summary>
    public string IdentityToken { get; init; } = "";

    /// <summary>A bearer token to be sent as it is.</summary>
    public string RegistryToken { get; init; } = "";

    public bool IsAnonymous => Username.Length == 0 && IdentityToken.Length == 0 && RegistryToken.Length == 0;

    public bool HasPassword => Username.Length > 0;

    /// <summary>Nothing secret, whatever prints it.</summary>
    public override string ToString() => IsAnonymous ? "anonymous" : Username;
}
