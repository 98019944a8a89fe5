using Gantry.Runtime.Config;
using Gantry.Runtime.State;

namespace Gantry.Runtime.Seccomp;

/// <summary>The filter of a config, from the cache where it has been compiled before.</summary>
internal static class SeccompSource
{
    public static CompiledSeccomp? Load(ReadOnlyMemory<byte> json, StateRoot states) => json.IsEmpty
        ? null
        : new SeccompCache(states.SeccompCache).Get(json.Span, () => ConfigReader.ReadSeccomp(json));
}
