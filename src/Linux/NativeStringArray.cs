using System.Runtime.InteropServices;

namespace Gantry.Linux;

/// <summary>A zero-terminated array of zero-terminated UTF-8 strings in unmanaged memory, as <c>argv</c> and <c>environ</c> are.</summary>
/// <exception cref="ArgumentException">A string contains a zero byte, at which the kernel would silently cut it.</exception>
public sealed unsafe class NativeStringArray : IDisposable
{
    private readonly List<NativeString> _strings = [];

    public NativeStringArray(IReadOnlyList<string> texts)
    {
        try
        {
            _strings.AddRange(texts.Select(text => new NativeString(text)));
        }
        catch
        {
            FreeStrings();
            throw;
        }

        var pointers = (nint*)NativeMemory.Alloc((nuint)texts.Count + 1, (nuint)sizeof(nint));
        for (var i = 0; i < texts.Count; i++)
        {
            pointers[i] = _strings[i].Pointer;
        }

        pointers[texts.Count] = 0;
        Pointer = (nint)pointers;
    }

    public nint Pointer { get; }

    public void Dispose()
    {
        FreeStrings();
        NativeMemory.Free((void*)Pointer);
    }

    private void FreeStrings() => _strings.ForEach(text => text.Dispose());
}
