using Gantry.Oci.RuntimeSpec;

namespace Gantry.Docker.Containers.Mapping;

/// <summary>Terminal sizes as Docker gives them: height and width in a list.</summary>
internal static class ConsoleSizes
{
    public static ConsoleSize? Read(IReadOnlyList<int>? size) =>
        size is [> 0 and <= ushort.MaxValue and var height, > 0 and <= ushort.MaxValue and var width]
            ? new ConsoleSize { Height = (ushort)height, Width = (ushort)width }
            : null;
}
