using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Gantry.Linux;

namespace Gantry.Runtime.Child;

/// <summary>A place for the result of one step, such as a descriptor, that later steps use.</summary>
internal readonly unsafe record struct Slot(nint Address)
{
    public int Value
    {
        get => *(int*)Address;
        set => *(int*)Address = value;
    }
}

/// <summary>A point of the program that a step can jump to.</summary>
internal readonly record struct Label(int Index);

/// <summary>An argument: a number or address known now, or the slot that will hold it.</summary>
internal readonly record struct Argument(nint Value, bool IsSlot)
{
    public static implicit operator Argument(nint value) => new(value, IsSlot: false);

    public static implicit operator Argument(int value) => new(value, IsSlot: false);

    public static implicit operator Argument(Slot slot) => new(slot.Address, IsSlot: true);
}

/// <summary>
/// The program of a child: built, string by string, before the clone; run by <see cref="ChildLoop"/> after it. The calls that it can make are in the
/// other parts of this class, one topic a file.
/// </summary>
internal sealed unsafe partial class ChildProgram
{
    private readonly List<Instruction> _instructions = [];
    private readonly List<int> _labels = [];

    private nint _context;

    public ProgramMemory Memory { get; } = new();

    /// <summary>Says what the steps added from here on are for, as the first words of their errors; null says nothing.</summary>
    public void Describe(string? context) => _context = context is null ? 0 : Memory.Text(context);

    public Slot NewSlot(int value = -1) => new((nint)Memory.New(value));

    /// <summary>Zeroed memory whose first bytes can be compared like a slot.</summary>
    public Slot NewBuffer(int bytes) => new((nint)Memory.Take(bytes));

    /// <summary>A label, to be placed by <see cref="Mark"/>.</summary>
    public Label NewLabel()
    {
        _labels.Add(-1);
        return new Label(_labels.Count - 1);
    }

    /// <summary>Places the label before the next step.</summary>
    public void Mark(Label label) => _labels[label.Index] = _instructions.Count;

    /// <summary>Adds a system call. <paramref name="what"/> must be a literal: its address is kept.</summary>
    public Step Call(nint number, ReadOnlySpan<byte> what, nint subject, params ReadOnlySpan<Argument> arguments)
    {
        var instruction = new Instruction { Operation = Operation.Call, Number = number, What = Address(what), Subject = (byte*)subject };
        for (var i = 0; i < arguments.Length; i++)
        {
            (&instruction.A0)[i] = arguments[i].Value;
            instruction.Indirect |= (byte)(arguments[i].IsSlot ? 1 << i : 0);
        }

        return Add(instruction);
    }

    /// <summary>Goes to <paramref name="equal"/> where the slot, masked, has the value; else to the next step.</summary>
    public void JumpIf(Slot slot, int value, Label equal, int mask = -1) =>
        Add(new Instruction { Operation = Operation.Compare, A0 = slot.Address, A1 = mask, A2 = value }).OnSuccess(equal);

    public void Jump(Label target) => JumpIf(NewSlot(0), 0, target);

    /// <summary>Reports a failure of our own finding; no errno is a text that says all.</summary>
    public void Fail(Errno errno, string what) =>
        Add(new Instruction { Operation = Operation.Fail, A0 = (nint)errno, What = (byte*)Memory.Text(what) });

    /// <summary>Reports that a process has failed, with how it ended.</summary>
    public void FailEnded(Slot waitStatus, string what) =>
        Add(new Instruction { Operation = Operation.FailEnded, A0 = waitStatus.Address, What = (byte*)Memory.Text(what) });

    public void ReportTo(Slot descriptor) => Add(new Instruction { Operation = Operation.ReportTo, A0 = descriptor.Address });

    /// <summary>Lays the program out; nothing can be added afterwards.</summary>
    public Instruction* Build()
    {
        var program = (Instruction*)Memory.Take(_instructions.Count * sizeof(Instruction));
        for (var i = 0; i < _instructions.Count; i++)
        {
            program[i] = _instructions[i];
            program[i].OnSuccess = Resolve(_instructions[i].OnSuccess, i + 1);
            program[i].OnAllowed = Resolve(_instructions[i].OnAllowed, i + 1);
        }

        return program;
    }

    private int Resolve(int label, int next) => label == 0 ? next : _labels[label - 1];

    private Step Add(Instruction instruction)
    {
        instruction.Context = (byte*)_context;
        _instructions.Add(instruction);
        return new Step(this, _instructions.Count - 1);
    }

    private static byte* Address(ReadOnlySpan<byte> literal) => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(literal));

    /// <summary>A step just added, for what else is to be said of it.</summary>
    internal readonly struct Step(ChildProgram program, int index)
    {
        private ref Instruction This => ref CollectionsMarshal.AsSpan(program._instructions)[index];

        public Step Into(Slot slot)
        {
            This.Result = (int*)slot.Address;
            return this;
        }

        /// <summary>These errors are no failure; the program goes on with the next step, or where <see cref="OnAllowed"/> says.</summary>
        public Step Allow(params ReadOnlySpan<Errno> errors)
        {
            foreach (var error in errors)
            {
                This.Allowed |= 1UL << (int)error;
            }

            return this;
        }

        // In an instruction under construction a label is its index plus one, for zero means the next step.
        public Step OnAllowed(Label label)
        {
            This.OnAllowed = label.Index + 1;
            return this;
        }

        public Step OnSuccess(Label label)
        {
            This.OnSuccess = label.Index + 1;
            return this;
        }
    }
}
