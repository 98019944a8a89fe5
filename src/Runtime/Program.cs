using Gantry.Runtime.Shim;

return args switch
{
    ["shim", .. var rest] => ShimCommand.Run(rest),
    _ => 2,
};
