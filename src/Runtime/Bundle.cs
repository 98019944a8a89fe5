using Gantry.Linux;
using Gantry.Linux.Files;
using Gantry.Runtime.Config;

namespace Gantry.Runtime;

/// <summary>A directory with a <c>config.json</c> and, usually, a root.</summary>
/// <remarks>runtime-spec bundle.md</remarks>
internal static class Bundle
{
    public static ConfigDocument Read(string path)
    {
        var file = Path.Combine(path, "config.json");
        try
        {
            return ConfigReader.ReadConfig(PseudoFile.ReadBytes(file, ConfigReader.MaxConfigBytes));
        }
        catch (LinuxException e) when (e.Errno == Errno.ENOENT)
        {
            throw new ConfigException("config.json", $"JSON specification file {file} not found");
        }
    }

    /// <summary>The root's directory without any link in its path, as the host sees it.</summary>
    public static string ResolveRoot(string bundle, string rootPath)
    {
        var path = Path.GetFullPath(Path.Combine(bundle, rootPath));
        if (!Directory.Exists(path))
        {
            throw new ConfigException("root.path", $"{path} is no directory");
        }

        return RealPath.Of(path);
    }
}
