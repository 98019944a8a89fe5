namespace Gantry.Containers.Networks.Rules;

/// <summary>The file that says what a host's settings were before we changed them, so that they can be restored even after a crash.</summary>
/// <remarks>One <c>path=value</c> a line. It belongs to a boot, as the settings do.</remarks>
internal sealed class SysctlRecord(string path)
{
    private readonly Dictionary<Sysctl, string> _before = Load(path);

    public string? Before(Sysctl setting) => _before.GetValueOrDefault(setting);

    /// <summary>Notes what a setting is, where that is not noted yet, then changes it.</summary>
    public void Change(Sysctl setting, string value) => Change(setting, setting.Read(), value);

    /// <summary>As the other, where what a setting was is known from elsewhere.</summary>
    public void Change(Sysctl setting, string was, string value)
    {
        if (_before.TryAdd(setting, was))
        {
            Save();
        }

        setting.Write(value);
    }

    /// <summary>Sets everything back, last changed first, but for what <paramref name="keep"/> says is still wanted, and forgets it all.</summary>
    public void Restore(Predicate<Sysctl> keep)
    {
        foreach (var (setting, value) in _before.Reverse())
        {
            // An interface may have gone, and its settings with it.
            if (!keep(setting) && setting.Exists)
            {
                setting.Write(value);
            }
        }

        _before.Clear();
        File.Delete(path);
    }

    private static Dictionary<Sysctl, string> Load(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        var lines = File.ReadAllLines(path).Select(line => line.Split('=')).Where(parts => parts.Length == 2);
        return lines.ToDictionary(parts => new Sysctl(parts[0]), parts => parts[1]);
    }

    private void Save()
    {
        var temporary = path + ".new";
        File.WriteAllLines(temporary, _before.Select(entry => $"{entry.Key.Path}={entry.Value}"));
        File.Move(temporary, path, overwrite: true);
    }
}
