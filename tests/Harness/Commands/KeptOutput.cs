using System.Text;
using Gantry.Linux;
using Microsoft.Win32.SafeHandles;

namespace Gantry.Harness.Commands;

/// <summary>An unnamed file as a program's output or input.</summary>
/// <remarks>Not a pipe: a daemon that the program leaves behind holds its output open, and nobody waits for a file's end.</remarks>
internal sealed class KeptOutput : IDisposable
{
    private readonly SafeFileHandle _handle;

    public KeptOutput()
    {
        var path = Path.GetTempFileName();
        _handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        File.Delete(path);
        Descriptor = FileDescriptor.Borrow((int)_handle.DangerousGetHandle());
    }

    public FileDescriptor Descriptor { get; }

    public string Text
    {
        get
        {
            var bytes = new byte[RandomAccess.GetLength(_handle)];
            return Encoding.UTF8.GetString(bytes, 0, RandomAccess.Read(_handle, bytes, 0));
        }
    }

    public static KeptOutput Holding(string text)
    {
        var input = new KeptOutput();
        // Written at an offset, so that the file's own position, which the program shares, stays at the beginning.
        RandomAccess.Write(input._handle, Encoding.UTF8.GetBytes(text), 0);
        return input;
    }

    public void Dispose() => _handle.Dispose();
}
