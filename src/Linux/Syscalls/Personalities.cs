namespace Gantry.Linux.Syscalls;

/// <summary>Execution domains of personality(2) by the names of the runtime specification.</summary>
public static class Personalities
{
    /// <summary>The argument for <c>LINUX</c> or <c>LINUX32</c> (whose uname says i686); null for an unknown name.</summary>
    public static uint? Find(string domain) => domain switch
    {
        "LINUX" => 0x0000,
        "LINUX32" => 0x0008,
        _ => null,
    };
}
