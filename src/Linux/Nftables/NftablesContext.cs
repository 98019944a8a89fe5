using System.Runtime.InteropServices;
using Gantry.Linux.Netlink;

namespace Gantry.Linux.Nftables;

/// <summary>A libnftables context: runs transactions in the network namespace of the thread that made it. Not safe to share between threads.</summary>
/// <remarks>libnftables(3)</remarks>
public sealed partial class NftablesContext : SafeHandle
{
    private const int NetfilterProtocol = 12;
    private const uint JsonOutput = 1 << 4;
    private const uint NumericOutput = 1 << 8;
    private const uint TerseOutput = 1 << 11;

    public NftablesContext()
        : base(0, ownsHandle: true)
    {
        // libnftables exits the process where it can open no socket, so we see first whether that works.
        new NetlinkSocket(NetfilterProtocol).Dispose();
        SetHandle(Load());
        if (BufferOutput(handle) != 0 || BufferError(handle) != 0)
        {
            throw new NftablesException("libnftables: no memory for its output");
        }
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>Runs a transaction.</summary>
    /// <returns>What its commands print, as nft(8) would.</returns>
    /// <exception cref="NftablesException">It was refused; the message is nft's.</exception>
    public string Run(NftablesScript script) => Run(script, 0);

    /// <summary>As <see cref="Run(NftablesScript)"/>, printing JSON, with priorities as numbers and without what is in sets and maps.</summary>
    /// <remarks>libnftables-json(5)</remarks>
    public string RunForJson(NftablesScript script) => Run(script, JsonOutput | NumericOutput | TerseOutput);

    protected override bool ReleaseHandle()
    {
        Free(handle);
        return true;
    }

    private string Run(NftablesScript script, uint outputFlags)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        SetOutputFlags(handle, outputFlags);
        var result = RunFromBuffer(handle, script.ToString());

        // Both are read in any case: reading empties them.
        var output = Marshal.PtrToStringUTF8(OutputBuffer(handle)) ?? "";
        var error = Marshal.PtrToStringUTF8(ErrorBuffer(handle)) ?? "";
        return result == 0 ? output : throw new NftablesException($"nftables: {error.Trim()}");
    }

    private static nint Load()
    {
        try
        {
            return New(0) is not 0 and var context ? context : throw new NftablesException("libnftables: no context");
        }
        catch (DllNotFoundException error)
        {
            throw new NftablesException("libnftables.so.1 is not installed (Debian: apt-get install libnftables1)", error);
        }
    }

    [LibraryImport("libnftables.so.1", EntryPoint = "nft_ctx_new")]
    private static partial nint New(uint flags);

    [LibraryImport("libnftables.so.1", EntryPoint = "nft_ctx_free")]
    private static partial void Free(nint context);

    [LibraryImport("libnftables.so.1", EntryPoint = "nft_ctx_buffer_output")]
    private static partial int BufferOutput(nint context);

    [LibraryImport("libnftables.so.1", EntryPoint = "nft_ctx_buffer_error")]
    private static partial int BufferError(nint context);

    [LibraryImport("libnftables.so.1", EntryPoint = "nft_ctx_output_set_flags")]
    private static partial void SetOutputFlags(nint context, uint flags);

    [LibraryImport("libnftables.so.1", EntryPoint = "nft_run_cmd_from_buffer", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RunFromBuffer(nint context, string commands);

    [LibraryImport("libnftables.so.1", EntryPoint = "nft_ctx_get_output_buffer")]
    private static partial nint OutputBuffer(nint context);

    [LibraryImport("libnftables.so.1", EntryPoint = "nft_ctx_get_error_buffer")]
    private static partial nint ErrorBuffer(nint context);
}
