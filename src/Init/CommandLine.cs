using System.Runtime.InteropServices;

namespace Gantry.Init;

/// <summary>A command and its arguments as the kernel laid them out: bytes, which need not be UTF-8, so that they pass through unchanged.</summary>
internal readonly unsafe partial struct CommandLine
{
    private CommandLine(byte** all, byte** words, byte** environment)
    {
        All = all;
        Words = words;
        Environment = environment;
    }

    /// <summary>This program's own arguments, its name first; ends with a null.</summary>
    public byte** All { get; }

    /// <summary>The command and its arguments; ends with a null.</summary>
    public byte** Words { get; }

    public byte** Environment { get; }

    public bool IsEmpty => *Words is null;

    /// <summary>The command in this process's arguments.</summary>
    /// <remarks>
    /// System V ABI, "Initial process stack": the arguments, a null, then the environment; so they are found from the environment's address, as long as nobody has changed the environment.
    /// </remarks>
    /// <param name="count">How many arguments follow this program's name.</param>
    /// <param name="own">How many of them are not the command's.</param>
    public static CommandLine Take(int count, int own)
    {
        var environment = (byte**)GetEnvironment();
        var arguments = environment - 1 - count;
        return new CommandLine(arguments - 1, arguments + own, environment);
    }

    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_GetEnviron")]
    private static partial nint GetEnvironment();
}
