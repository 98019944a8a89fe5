namespace Gantry.Runtime.Tests.Shim;

internal static class ProcessTree
{
    /// <summary>The children of all threads of a process.</summary>
    public static int[] ChildrenOf(int pid) =>
    [
        .. Directory.GetDirectories($"/proc/{pid}/task")
            .SelectMany(task => File.ReadAllText(task + "/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(int.Parse),
    ];
}
